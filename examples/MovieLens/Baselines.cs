using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.MovieLens;

/// <summary>Evaluates the baselines on the same rows as AutoRec.</summary>
internal static class Baselines
{
    public static RegressionMetrics Evaluate(MLContext mlContext, bool withBiases, KeyedRatings train, KeyedRatings test)
    {
        var predictor = new BiasPredictor(train, withBiases);
        return ScoredRatings.Evaluate(mlContext, test.Labels, test.Users.Zip(test.Items, predictor.Score));
    }
}
