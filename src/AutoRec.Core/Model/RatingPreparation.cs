namespace AutoRec.Model;

/// <summary>
/// The step between ratings and the network: the common scale, the baseline, and the normalization of the inputs. Training prepares its
/// ratings once; scoring undoes the preparation in its last step.
/// </summary>
/// <param name="Scale">The range of the labels.</param>
/// <param name="Baseline">The baseline, fitted to the ratings on the common scale.</param>
/// <param name="Normalization">The factor of the inputs.</param>
/// <param name="MeanCount">n̄, the mean number of ratings of the rows that have any.</param>
internal sealed record RatingPreparation(RatingScale Scale, RatingBaseline Baseline, InputNormalization Normalization, float MeanCount)
{
    /// <summary>√(n̄/n) for a row of n ratings: a row's total input then grows with √n, not with n.</summary>
    public float InputFactor(int count) =>
        Normalization == InputNormalization.RatingCount && count > 0 ? MathF.Sqrt(MeanCount / count) : 1;

    /// <summary>The label for the network's output at a column, in a row of the given bias.</summary>
    public float ToLabel(float output, float rowBias, int column) => Scale.ToLabel(Baseline.Predict(rowBias, column) + output);
}
