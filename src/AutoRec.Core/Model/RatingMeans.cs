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
        var rows = Enumerable.Range(0, ratings.RowCount).Select(row => OfRow(ratings.ValuesOf(row), global, UsualDamping));
        var columns = SumsOfColumns(ratings).Zip(ratings.CountByColumn(), (sum, count) => Damp(sum, count, global, UsualDamping));
        return new(global, [.. rows], [.. columns], UsualDamping);
    }

    /// <summary>The damped mean of a row; NaN without ratings.</summary>
    public float OfRow(ReadOnlySpan<float> ratings) => OfRow(ratings, Global, Damping);

    public static float OfRow(ReadOnlySpan<float> ratings, float global, float damping) =>
        Damp(RatingBaseline.Sum(ratings), ratings.Length, global, damping);

    private static float Damp(double sum, int count, float global, float damping) =>
        count > 0 ? (float)((sum + (damping * (double)global)) / (count + (double)damping)) : float.NaN;

    private static double[] SumsOfColumns(RatingMatrix ratings)
    {
        var sums = new double[ratings.ColumnCount];
        for (var i = 0; i < ratings.Count; i++)
            sums[ratings.ColumnIndices[i]] += ratings.Values[i];
        return sums;
    }
}
