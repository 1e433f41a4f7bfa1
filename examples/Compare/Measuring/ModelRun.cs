using Microsoft.ML.Data;

namespace AutoRec.Examples.Compare;

/// <summary>What one model did on one split.</summary>
/// <param name="Scores">For each test rating; NaN where the model has none.</param>
/// <param name="Choice">What was chosen on validation ratings.</param>
internal sealed record ModelRun(ComparedModel Model, DataSplit Split, float[] Scores, double TrainSeconds, double RowsPerSecond, long ModelBytes, string? Choice)
{
    /// <summary>Over all test ratings; those without a score are given the mean of the training ratings.</summary>
    public RegressionMetrics Errors { get; } = ErrorFigures.Of(Split.TestLabels, ErrorFigures.Fill(Scores, Split.TrainMean));

    public int MissingScores => Scores.Count(float.IsNaN);
}
