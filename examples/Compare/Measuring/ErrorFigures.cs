using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.Compare;

/// <summary>The errors of scores, computed by ML.NET.</summary>
internal static class ErrorFigures
{
    private static readonly MLContext Context = new();

    public static RegressionMetrics Of(IEnumerable<float> labels, IEnumerable<float> scores) =>
        ScoredRatings.Evaluate(Context, labels, scores);

    /// <summary>The scores, with <paramref name="mean"/> in place of NaN, which ML.NET would skip.</summary>
    public static IEnumerable<float> Fill(IEnumerable<float> scores, float mean) =>
        scores.Select(score => float.IsNaN(score) ? mean : score);
}
