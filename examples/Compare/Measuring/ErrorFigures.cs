using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.Compare;

/// <summary>How far scores are from the ratings, as ML.NET measures it.</summary>
internal static class ErrorFigures
{
    private static readonly MLContext Context = new();

    public static RegressionMetrics Of(IEnumerable<float> labels, IEnumerable<float> scores) => ScoredRatings.Evaluate(Context, labels, scores);

    /// <summary>The scores, with <paramref name="mean"/> in place of those that are not a number, which ML.NET would leave out.</summary>
    public static IEnumerable<float> Fill(IEnumerable<float> scores, float mean) => scores.Select(score => float.IsNaN(score) ? mean : score);
}
