using Microsoft.ML.Data;

namespace AutoRec.Examples.Compare;

/// <summary>The measurements of one model on one split.</summary>
/// <param name="Ratings">The measurements of its predicted ratings; null if only its lists are compared.</param>
/// <param name="Lists">The measurements of its lists; null without --ranking, or if it has none.</param>
/// <param name="Choice">The setting that was chosen on validation ratings.</param>
internal sealed record ModelRun(
    ComparedModel Model, DataSplit Split, double TrainSeconds, RatingRun? Ratings, RecommendationMetrics? Lists, string? Choice);

/// <summary>The predicted ratings of a model.</summary>
/// <param name="Scores">The score of each test rating; NaN if the model has none.</param>
/// <param name="Errors">The errors over all test ratings, with the mean of the training ratings in place of missing scores.</param>
internal sealed record RatingRun(float[] Scores, RegressionMetrics Errors, ScoringSpeed Speed, long ModelBytes)
{
    public int MissingScores => Scores.Count(float.IsNaN);
}
