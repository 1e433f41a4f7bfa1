using AutoRec.Model;

namespace AutoRec.Tests;

/// <summary>A card with a value everywhere, always the same.</summary>
internal static class TestCards
{
    /// <param name="items">The training ratings, items × users.</param>
    /// <param name="keys">The keys of the items and users.</param>
    public static ModelCard Of(RatingMatrix items, MatrixKeys keys)
    {
        var itemCounts = Enumerable.Range(0, items.RowCount).Select(items.CountOf);
        return new ModelCard(keys, [.. itemCounts], items.CountByColumn())
        {
            PackageVersion = "0.1.0",
            Trainer = "AutoRec",
            TrainedAt = new(2026, 11, 27, 10, 30, 0, TimeSpan.Zero),
            TrainingTime = TimeSpan.FromSeconds(1.5),
            Engine = "Sparse",
            Seed = -7,
            Options = [("HiddenLayers", "[5, 3]"), ("Lambda", "1.5")],
            Figures = new(12, (0.875, 40)),
        };
    }
}
