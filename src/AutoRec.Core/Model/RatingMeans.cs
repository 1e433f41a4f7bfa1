namespace AutoRec.Model;

/// <summary>
/// The fallback scores for rows and columns without training ratings, in the label's units. Each mean counts the global mean as one extra
/// rating, so a single 5 does not become the top score.
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
        var global = (float)RatingBaseline.Average(ratings.Values);
        return new(global, OfRows(ratings), OfRows(ratings.Transpose()), UsualDamping);

        float[] OfRows(RatingMatrix matrix) =>
            [.. Enumerable.Range(0, matrix.RowCount).Select(row => OfRow(matrix.ValuesOf(row), global, UsualDamping))];
    }

    /// <summary>The damped mean of a row; NaN without ratings.</summary>
    public float OfRow(ReadOnlySpan<float> ratings) => OfRow(ratings, Global, Damping);

    public static float OfRow(ReadOnlySpan<float> ratings, float global, float damping) => ratings.IsEmpty
        ? float.NaN
        : (float)((RatingBaseline.Sum(ratings) + (damping * (double)global)) / (ratings.Length + (double)damping));
}
