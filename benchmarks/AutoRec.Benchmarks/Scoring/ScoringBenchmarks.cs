using BenchmarkDotNet.Attributes;
using Microsoft.ML;

namespace AutoRec.Benchmarks;

/// <summary>The time and memory of a prediction and of a row of a view, at the size of MovieLens 100K.</summary>
[MemoryDiagnoser]
public class ScoringBenchmarks : IDisposable
{
    private const int Rows = 100_000;

    private readonly RatingPrediction _prediction = new();
    private ScoringSetup? _setup;
    private PredictionEngine<MovieLensRating, RatingPrediction>? _engine;
    private int _next;

    [Params(500)]
    public int Hidden { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _setup = new ScoringSetup(Shape.MovieLens100K, Hidden);
        _engine = _setup.CreateEngine();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _engine?.Dispose();
        _setup?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public float Predict() => _engine!.Predict(Next()).Score;

    [Benchmark]
    public float PredictInto()
    {
        var prediction = _prediction;
        _engine!.Predict(Next(), ref prediction);
        return prediction.Score;
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public double TransformRow()
    {
        var scored = _setup!.Model.Transform(_setup.Raw);
        return ViewReading.SumScores(scored.GetRowCursor([scored.Schema["Score"]]));
    }

    private MovieLensRating Next() => _setup!.Examples[_next = (_next + 1) % Rows];
}
