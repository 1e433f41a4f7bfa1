using AutoRec.Examples;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Benchmarks;

/// <summary>A model and ratings to score. The training is short, because it does not change the time of scoring.</summary>
internal sealed class ScoringSetup : IDisposable
{
    private const int Epochs = 2;

    private readonly RatingsFileOfShape _file;

    public ScoringSetup(Shape shape, int hidden)
    {
        _file = new RatingsFileOfShape(shape);
        Raw = MLContext.Data.LoadMovieLens(_file.Name);
        var keys = Pipeline.CreateKeys(MLContext).Fit(Raw);
        var options = new AutoRecTrainer.Options { HiddenLayers = [hidden], Epochs = Epochs, Engine = TrainingEngine.Sparse };
        Predictor = Pipeline.CreateTrainer(MLContext, options).Fit(keys.Transform(Raw));
        Model = keys.Append(Predictor);
        Keyed = MLContext.Data.Cache(keys.Transform(Raw), Pipeline.User, Pipeline.Item, nameof(MovieLensRating.Label));
        Examples = MLContext.Data.CreateEnumerable<MovieLensRating>(Raw, reuseRowObject: false).ToArray();
    }

    public MLContext MLContext { get; } = new(seed: 1);

    /// <summary>The ratings, with ids.</summary>
    public IDataView Raw { get; }

    /// <summary>The ratings with keys, in ML.NET's cache.</summary>
    public IDataView Keyed { get; }

    /// <summary>The ratings with ids, as objects.</summary>
    public MovieLensRating[] Examples { get; }

    /// <summary>The key mapping and the scoring.</summary>
    public ITransformer Model { get; }

    /// <summary>The scoring alone.</summary>
    public AutoRecPredictionTransformer<AutoRecModelParameters> Predictor { get; }

    public PredictionEngine<MovieLensRating, RatingPrediction> CreateEngine() =>
        MLContext.Model.CreatePredictionEngine<MovieLensRating, RatingPrediction>(
            Model, new PredictionEngineOptions { OwnsTransformer = false });

    public void Dispose() => _file.Dispose();
}
