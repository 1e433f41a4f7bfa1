using AutoRec.Examples;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Generated ratings, mapped to the keys "user" and "item".</summary>
internal static class TrainingData
{
    public sealed class Rating
    {
        public int UserId { get; set; }

        public int ItemId { get; set; }

        public float Label { get; set; }
    }

    public static Rating[] Generate(int users = 60, int items = 40, int ratings = 900)
    {
        var generated = RatingGenerator.Generate(users, items, ratings, seed: 5);
        return [.. Enumerable.Range(0, generated.Count).Select(i => new Rating
        {
            UserId = generated.Users[i],
            ItemId = generated.Items[i],
            Label = generated.Stars[i],
        })];
    }

    /// <summary>15 ratings: each of five users has rated the same three items.</summary>
    public static Rating[] Fifteen() => [.. Enumerable.Range(0, 15).Select(
        i => new Rating { UserId = i / 3, ItemId = i % 3, Label = 1 + (i / 3 * 2 + i % 3 * 3) % 5 })];

    public static IEstimator<ITransformer> Keys(MLContext mlContext) =>
        mlContext.Transforms.Conversion.MapValueToKey("user", nameof(Rating.UserId))
            .Append(mlContext.Transforms.Conversion.MapValueToKey("item", nameof(Rating.ItemId)));

    public static IDataView Mapped(MLContext mlContext, params IEnumerable<Rating> ratings)
    {
        var view = mlContext.Data.LoadFromEnumerable(ratings.ToArray());
        return Keys(mlContext).Fit(view).Transform(view);
    }

    /// <summary>A small and fast training: 8 hidden units, 4 epochs, one thread.</summary>
    public static AutoRecTrainer.Options Small(int seed = 1) => new()
    {
        MatrixColumnIndexColumnName = "user",
        MatrixRowIndexColumnName = "item",
        HiddenLayers = [8],
        Epochs = 4,
        LearningRate = 0.01,
        BatchSize = 16,
        NumberOfThreads = 1,
        Seed = seed,
    };

    public static float[] Scores(IDataView scored) => [.. scored.GetColumn<float>("Score")];

    /// <summary>All results of a training, for a comparison of bits.</summary>
    public static float[] Weights(AutoRecModelParameters model) =>
        [.. model.Network.Layers.SelectMany(layer => layer.Weights.Concat(layer.Biases)), .. model.Codes];
}
