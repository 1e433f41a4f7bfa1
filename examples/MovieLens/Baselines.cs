using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.MovieLens;

/// <summary>What AutoRec has to beat, measured on the same rows.</summary>
internal static class Baselines
{
    public static RegressionMetrics Evaluate(MLContext mlContext, BaselineKind kind, KeyedRatings train, KeyedRatings test)
    {
        var predictor = BiasPredictor.Fit(kind, train);
        var scored = test.Labels.Select((label, i) => new ScoredRating { Label = label, Score = predictor.Score(test.Users[i], test.Items[i]) });
        return mlContext.Regression.Evaluate(mlContext.Data.LoadFromEnumerable(scored));
    }

    private sealed class ScoredRating
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}
