using AutoRec.Examples;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Benchmarks;

/// <summary>
/// A model, and ratings to score with it. It is trained just long enough to tell ratings apart: scoring takes as long after
/// more.
/// </summary>
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

    /// <summary>The same with keys, in a cache of ML.NET's.</summary>
    public IDataView Keyed { get; }

    /// <summary>The same as an application has them.</summary>
    public MovieLensRating[] Examples { get; }

    /// <summary>Keys, and then scores.</summary>
    public ITransformer Model { get; }

    /// <summary>Scores alone.</summary>
    public AutoRecPredictionTransformer<AutoRecModelParameters> Predictor { get; }

    public PredictionEngine<MovieLensRating, RatingPrediction> CreateEngine() =>
        MLContext.Model.CreatePredictionEngine<MovieLensRating, RatingPrediction>(
            Model, new PredictionEngineOptions { OwnsTransformer = false });

    public void Dispose() => _file.Dispose();
}
