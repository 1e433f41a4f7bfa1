using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AutoRec.Recommending;
using AutoRec.Saving;
using AutoRec.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>A trainer to interrupt: trains with the given folder of checkpoints, and returns a digest of the model.</summary>
/// <param name="folder">The folder; null for no checkpoints.</param>
/// <param name="cancellation">The token of the fit.</param>
/// <param name="log">The listener to the lines of the log.</param>
internal delegate string CheckpointedFit(string? folder, CancellationToken cancellation, Action<string> log);

/// <summary>Trainings of all kinds, small and fast, with a checkpoint after each epoch.</summary>
internal static class CheckpointedFits
{
    private const int Users = 40, Items = 30;

    public static IReadOnlyDictionary<string, CheckpointedFit> All { get; } = Create();

    /// <summary>The fit of a trainer on keys.</summary>
    public static CheckpointedFit Of(Action<AutoRecTrainer.Options> set, int ratings = 900, bool withFeatures = false) =>
        (folder, cancellation, log) =>
        {
            var options = Small(withFeatures);
            (options.CheckpointFolder, options.CheckpointEpochs, options.CancellationToken) = (folder, 1, cancellation);
            set(options);
            var mlContext = Context(log);
            return Digest(mlContext.Recommendation().Trainers.AutoRec(options).Fit(Ratings(mlContext, ratings)));
        };

    /// <summary>The digest of all bytes of a fitted model, without its card, which has times.</summary>
    public static string Digest<TModel>(AutoRecPredictionTransformer<TModel> fitted)
        where TModel : class, IRatingModel
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var recommendation = ((IRecommendingTransformer)fitted).Recommendation!;
        PredictionFormat.Of<TModel>().WriteModel(writer, (TModel)recommendation.Ratings);
        RecommendationFormat.Write(writer, recommendation);
        writer.Flush();
        return Convert.ToHexString(SHA256.HashData(stream.ToArray()));
    }

    /// <summary>The digest of a model's weights and codes.</summary>
    public static string Digest(AutoRecModelParameters model) =>
        Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(TrainingData.Weights(model))));

    public static AutoRecTrainer.Options Small(bool withFeatures = false) => new()
    {
        MatrixColumnIndexColumnName = "user",
        MatrixRowIndexColumnName = "item",
        MatrixRowFeaturesColumnName = withFeatures ? nameof(Rating.ItemFeatures) : null,
        MatrixColumnFeaturesColumnName = withFeatures ? nameof(Rating.UserFeatures) : null,
        ExampleWeightColumnName = withFeatures ? nameof(Rating.Weight) : null,
        HiddenLayers = [12],
        Epochs = 4,
        BatchSize = 16,
        NumberOfThreads = 1,
        Seed = 1,
    };

    public static MLContext Context(Action<string> log)
    {
        var mlContext = new MLContext(seed: 1);
        mlContext.Log += (_, line) => log(line.RawMessage);
        return mlContext;
    }

    /// <summary>The first ratings of generated ones, with weights and features.</summary>
    public static IDataView Ratings(MLContext mlContext, int count = 900, float first = 3)
    {
        var ratings = TrainingData.Generate(Users, Items, 900).Take(count).Select((rating, n) => new Rating
        {
            UserId = rating.UserId,
            ItemId = rating.ItemId,
            Label = n == 0 ? first : rating.Label,
            Weight = 1 + (n % 3),
            ItemFeatures = [rating.ItemId % 2, 1990 + (rating.ItemId % 7)],
            UserFeatures = [rating.UserId % 2, 20 + (rating.UserId % 9)],
        });
        var view = mlContext.Data.LoadFromEnumerable(ratings.ToArray());
        return TrainingData.Keys(mlContext).Fit(view).Transform(view);
    }

    private static Dictionary<string, CheckpointedFit> Create()
    {
        var fits = new Dictionary<string, CheckpointedFit>();
        foreach (var engine in new[] { TrainingEngine.Sparse, TrainingEngine.Torch })
        {
            foreach (var optimizer in Enum.GetValues<AutoRecOptimizer>().Where(optimizer => optimizer != AutoRecOptimizer.LBfgs))
                fits.Add($"{engine}, {optimizer}", Of(options => (options.Engine, options.Optimizer) = (engine, optimizer)));
            fits.Add($"{engine}, two layers, dropout and masks", Of(options =>
                (options.Engine, options.HiddenLayers, options.HiddenDropout) = (engine, [40, 8], 0.2)));
            fits.Add($"{engine}, features and weights", Of(options => options.Engine = engine, withFeatures: true));
            fits.Add($"{engine}, validation with patience and refit", Of(options =>
            {
                (options.Engine, options.ValidationFraction, options.Patience) = (engine, 0.2, 2);
                (options.Epochs, options.LearningRate) = (12, 0.1);
            }));
            fits.Add($"{engine}, few ratings", Of(options => options.Engine = engine, ratings: 150));
        }

        fits.Add("validation without refit", Of(options =>
            (options.ValidationFraction, options.RefitOnAllRatings, options.Patience) = (0.2, false, 0)));
        fits.Add("user-based", Of(options => options.Variant = AutoRecVariant.UserBased));
        fits.Add("rounded weights", Of(options => options.RoundWeights = true));
        fits.Add("blend", (folder, cancellation, log) =>
        {
            var mlContext = Context(log);
            var user = Small();
            user.Variant = AutoRecVariant.UserBased;
            return Digest(mlContext.Recommendation().Trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
            {
                MatrixColumnIndexColumnName = "user",
                MatrixRowIndexColumnName = "item",
                Members = [Small(), user],
                NumberOfThreads = 1,
                Seed = 1,
                CheckpointFolder = folder,
                CheckpointEpochs = 2,
                CancellationToken = cancellation,
            }).Fit(Ratings(mlContext)));
        });
        fits.Add("rows", (folder, cancellation, log) =>
        {
            var mlContext = Context(log);
            var keyed = Ratings(mlContext);
            var rows = mlContext.Transforms.PivotRatings("Ratings", "user", "item").Fit(keyed).Transform(keyed);
            var model = mlContext.Recommendation().Trainers.AutoRecMatrix(new AutoRecMatrixTrainer.Options
            {
                HiddenLayers = [8],
                Epochs = 4,
                NumberOfThreads = 1,
                Seed = 1,
                CheckpointFolder = folder,
                CheckpointInterval = TimeSpan.Zero,
                CancellationToken = cancellation,
            }).Fit(rows).Model;
            return Digest(model);
        });
        return fits;
    }

    private sealed class Rating
    {
        public int UserId { get; set; }

        public int ItemId { get; set; }

        public float Label { get; set; }

        public float Weight { get; set; }

        [VectorType(2)]
        public float[] ItemFeatures { get; set; } = [];

        [VectorType(2)]
        public float[] UserFeatures { get; set; } = [];
    }
}
