using Microsoft.ML.Data;

namespace AutoRec.Examples.Compare;

/// <summary>The measurements of one model on one split.</summary>
/// <param name="Scores">The score of each test rating; NaN if the model has none.</param>
/// <param name="Choice">The setting that was chosen on validation ratings.</param>
internal sealed record ModelRun(
    ComparedModel Model, DataSplit Split, float[] Scores, double TrainSeconds, ScoringSpeed Speed, long ModelBytes, string? Choice)
{
    /// <summary>The errors over all test ratings, with the mean of the training ratings in place of missing scores.</summary>
    public RegressionMetrics Errors { get; } = ErrorFigures.Of(Split.TestLabels, ErrorFigures.Fill(Scores, Split.TrainMean));

    public int MissingScores => Scores.Count(float.IsNaN);
}
