namespace AutoRec.Model;

/// <summary>
/// The fallback scores for rows and columns without training ratings, in the label's units. Each mean counts the global mean as one extra
/// rating, so a single 5 does not become the top score. If ratings have weights, the means are weighted.
/// </summary>
/// <param name="Global">The mean of all ratings.</param>
/// <param name="Rows">The mean of each row; NaN without ratings.</param>
/// <param name="Columns">The mean of each column; NaN without ratings.</param>
/// <param name="Damping">The number of extra ratings; 0 in models of format 1.</param>
internal sealed record RatingMeans(float Global, float[] Rows, float[] Columns, float Damping)
{
    private const float UsualDamping = 1;

    public static RatingMeans Of(RatingMatrix ratings)
    {
        var global = (float)RatingBaseline.Average(ratings.Values, ratings.Weights);
        return new(global, OfRows(ratings), OfRows(ratings.Transpose()), UsualDamping);

        float[] OfRows(RatingMatrix matrix) =>
        [
            .. from row in Enumerable.Range(0, matrix.RowCount)
            select OfRow(matrix.ValuesOf(row), matrix.WeightsOf(row), global, UsualDamping),
        ];
    }

    /// <summary>The damped mean of a row; NaN without ratings.</summary>
    public float OfRow(ReadOnlySpan<float> ratings) => OfRow(ratings, [], Global, Damping);

    private static float OfRow(ReadOnlySpan<float> ratings, ReadOnlySpan<float> weights, float global, float damping) => ratings.IsEmpty
        ? float.NaN
        : (float)((RatingBaseline.Sum(ratings, weights) + (damping * (double)global)) / (RatingBaseline.Count(ratings, weights) + damping));
}
