using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.MovieLens;

/// <summary>What AutoRec has to beat: the mean of all ratings, and the mean with a bias for each user and each item.</summary>
internal static class Baselines
{
    /// <summary>
    /// Scores the test ratings, the same rows as the model does and clipped to the same range. A user or item without training ratings
    /// has no bias.
    /// </summary>
    public static RegressionMetrics Evaluate(MLContext mlContext, BaselineKind kind, KeyedRatings train, KeyedRatings test, AutoRecModelParameters model)
    {
        var (itemCount, userCount) = model.Variant == AutoRecVariant.ItemBased
            ? (model.RowCount, model.ColumnCount)
            : (model.ColumnCount, model.RowCount);
        var ratings = RatingMatrix.Create(itemCount, userCount, train.Items, train.Users, train.Labels);
        var baseline = RatingBaseline.Fit(ratings, kind);

        var scored = test.Labels.Select((label, i) =>
        {
            var score = baseline.Mean + BiasOf(baseline.RowBiases, test.Items[i]) + BiasOf(baseline.ColumnBiases, test.Users[i]);
            return new ScoredRating { Label = label, Score = Math.Clamp(score, model.LabelRange.Minimum, model.LabelRange.Maximum) };
        });
        return mlContext.Regression.Evaluate(mlContext.Data.LoadFromEnumerable(scored));
    }

    private static float BiasOf(ReadOnlyMemory<float> biases, int index) => index < 0 ? 0 : biases.Span[index];

    private sealed class ScoredRating
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}
