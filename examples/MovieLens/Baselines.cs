using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.MovieLens;

/// <summary>What AutoRec has to beat, measured on the same rows.</summary>
internal static class Baselines
{
    public static RegressionMetrics Evaluate(MLContext mlContext, bool withBiases, KeyedRatings train, KeyedRatings test)
    {
        var predictor = new BiasPredictor(train, withBiases);
        return ScoredRatings.Evaluate(mlContext, test.Labels, test.Users.Zip(test.Items, predictor.Score));
    }
}
