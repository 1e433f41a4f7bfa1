namespace AutoRec.Model;

/// <summary>Converts between ratings and the values of the network: the scale, the baseline, and the normalization of the inputs.</summary>
/// <param name="Scale">The range of the labels.</param>
/// <param name="Baseline">The baseline, in stars.</param>
/// <param name="Normalization">The factor of the inputs.</param>
/// <param name="MeanCount">n̄, the mean number of ratings in the rows with ratings.</param>
internal sealed record RatingPreparation(RatingScale Scale, RatingBaseline Baseline, InputNormalization Normalization, float MeanCount)
{
    /// <summary>√(n̄/n) for a row of n ratings, so that the input grows with √n instead of n.</summary>
    public float InputFactor(int count) =>
        Normalization == InputNormalization.RatingCount && count > 0 ? MathF.Sqrt(MeanCount / count) : 1;

    /// <summary>The rating for the network's output at a column, in a row with the given bias.</summary>
    public float ToLabel(float output, float rowBias, int column) => Scale.ToLabel(Baseline.Predict(rowBias, column) + output);
}
