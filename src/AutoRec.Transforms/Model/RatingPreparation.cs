namespace AutoRec.Model;

/// <summary>
/// Between ratings and the network: the common scale, the baseline that is taken off the targets, and the inputs' normalisation.
/// Done once before training on the sparse matrix; the first and last step of scoring.
/// </summary>
/// <param name="Scale">The labels' range.</param>
/// <param name="Baseline">Fitted to the ratings on the common scale.</param>
/// <param name="Normalization">What the inputs are multiplied by.</param>
/// <param name="MeanCount">n̄, the mean number of ratings of the rows that have any.</param>
internal sealed record RatingPreparation(RatingScale Scale, RatingBaseline Baseline, InputNormalization Normalization, float MeanCount)
{
    public static RatingPreparation Fit(RatingMatrix ratings, BaselineKind baseline, InputNormalization normalization)
    {
        var scale = RatingScale.Of(ratings.Values);
        var meanCount = (float)ratings.Count / Math.Max(1, ratings.RatedRows().Length);
        return new RatingPreparation(scale, RatingBaseline.Fit(ratings.Map(scale.ToStars), baseline, RatingBaseline.DampingBelowNetwork), normalization, meanCount);
    }

    /// <summary>√(n̄/n) for a row of n ratings: a row's total input grows with √n, not with n.</summary>
    public float InputFactor(int count) => Normalization == InputNormalization.RatingCount && count > 0 ? MathF.Sqrt(MeanCount / count) : 1;

    /// <summary>The label that the network's output for a row of the given bias means.</summary>
    public float ToLabel(float output, float rowBias, int column) => Scale.ToLabel(Baseline.Predict(rowBias, column) + output);
}
