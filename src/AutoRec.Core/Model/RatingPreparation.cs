namespace AutoRec.Model;

/// <summary>
/// Converts ratings to network values and back. TypicalCount is n₀, the number of ratings at which the input equals the rating: 60 in new
/// models. Older ones have the mean number of ratings of a row.
/// </summary>
internal sealed record RatingPreparation(RatingScale Scale, RatingBaseline Baseline, InputNormalization Normalization, float TypicalCount)
{
    /// <summary>√(n₀/n) for a row of n ratings, so that the input grows with √n instead of n.</summary>
    public float InputFactor(int count) =>
        Normalization == InputNormalization.RatingCount && count > 0 ? MathF.Sqrt(TypicalCount / count) : 1;

    /// <summary>The rating for the network's output at a column, in a row with the given bias.</summary>
    public float ToLabel(float output, float rowBias, int column) => Scale.ToLabel(Baseline.Predict(rowBias, column) + output);
}
