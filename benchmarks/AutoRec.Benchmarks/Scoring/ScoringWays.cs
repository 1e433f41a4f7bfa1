using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Benchmarks;

/// <summary>The ways to score all ratings of a setup.</summary>
internal sealed class ScoringWays : IDisposable
{
    private const double TargetCalls = 1e6;
    private const double TargetRows = 3e6;

    private readonly ScoringSetup _setup;
    private readonly PredictionEngine<MovieLensRating, RatingPrediction> _engine;
    private readonly IDataView _scored;

    public ScoringWays(ScoringSetup setup)
    {
        _setup = setup;
        _engine = setup.CreateEngine();
        _scored = setup.Model.Transform(setup.Raw);
        var keyed = setup.Predictor.Transform(setup.Keyed);
        All =
        [
            new("Predict", "calls/s", TargetCalls, new Rounds(PredictEach)),
            new("Transform", "rows/s", TargetRows, new Rounds(() => ReadAll(_scored))),
            new("keyed", "rows/s", TargetRows, new Rounds(() => ReadAll(keyed))),
            new("keyed, 2 cursors", "rows/s", TargetRows, new Rounds(() => ReadByTwo(keyed))),
            new("Evaluate", "rows/s", null, new Rounds(() => setup.MLContext.Regression.Evaluate(_scored).RootMeanSquaredError)),
        ];
    }

    /// <summary>A way to score. The target is in ratings per second.</summary>
    internal sealed record Way(string Name, string Unit, double? Target, Rounds Rounds)
    {
        public Figure Figure(int ratings) => new(Name, Unit, [.. Rounds.Seconds.Select(seconds => ratings / seconds)], Target);
    }

    public Way[] All { get; }

    public void Dispose() => _engine.Dispose();

    /// <exception cref="InvalidOperationException">Two ways give a rating different scores.</exception>
    public void CheckSameScores()
    {
        var scores = _scored.GetColumn<float>("Score").ToArray();
        var others = _setup.Predictor.Transform(_setup.Keyed).GetColumn<float>("Score").ToArray();
        for (var i = 0; i < scores.Length; i++)
        {
            if (_engine.Predict(_setup.Examples[i]).Score != scores[i] || others[i] != scores[i])
                throw new InvalidOperationException(
                    $"Rating {i}: Transform scores {scores[i]}, keys score {others[i]}, "
                    + $"Predict scores {_engine.Predict(_setup.Examples[i]).Score}.");
        }
    }

    private static double ReadAll(IDataView scored) => ViewReading.SumScores(scored.GetRowCursor([scored.Schema["Score"]]));

    private static double ReadByTwo(IDataView scored)
    {
        var cursors = scored.GetRowCursorSet([scored.Schema["Score"]], 2);
        var reads = Array.ConvertAll(cursors, cursor => Task.Factory.StartNew(
            () => ViewReading.SumScores(cursor), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        return Task.WhenAll(reads).GetAwaiter().GetResult().Sum();
    }

    private double PredictEach()
    {
        var sum = 0.0;
        foreach (var example in _setup.Examples)
            sum += _engine.Predict(example).Score;
        return sum;
    }
}
