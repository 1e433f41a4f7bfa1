using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples;

/// <summary>ML.NET's regression metrics of scores that do not come from a transformer of its own.</summary>
internal static class ScoredRatings
{
    public static RegressionMetrics Evaluate(MLContext mlContext, IEnumerable<float> labels, IEnumerable<float> scores) =>
        mlContext.Regression.Evaluate(mlContext.Data.LoadFromEnumerable(labels.Zip(scores, (label, score) => new ScoredRating { Label = label, Score = score })));

    private sealed class ScoredRating
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}
