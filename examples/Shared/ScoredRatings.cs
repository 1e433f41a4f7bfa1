using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples;

/// <summary>Computes ML.NET's regression metrics of scores outside a data view.</summary>
internal static class ScoredRatings
{
    public static RegressionMetrics Evaluate(MLContext mlContext, IEnumerable<float> labels, IEnumerable<float> scores)
    {
        var rows = labels.Zip(scores, (label, score) => new ScoredRating { Label = label, Score = score });
        return mlContext.Regression.Evaluate(mlContext.Data.LoadFromEnumerable(rows));
    }

    private sealed class ScoredRating
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}
