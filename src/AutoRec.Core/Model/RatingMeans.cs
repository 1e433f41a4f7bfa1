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

    /// <param name="ratings">The ratings.</param>
    /// <param name="sum">If these are only some of the columns: see <see cref="RatingBaseline.Fit"/>.</param>
    public static RatingMeans Of(RatingMatrix ratings, SumOverColumns? sum = null)
    {
        var (rowSums, rowCounts) = SumRows(ratings);
        sum?.Invoke(rowSums);
        sum?.Invoke(rowCounts);
        Span<double> total = [RatingBaseline.Sum(ratings.Values, ratings.Weights), RatingBaseline.Count(ratings.Values, ratings.Weights)];
        sum?.Invoke(total);
        var global = (float)(total[0] / total[1]);
        var (columnSums, columnCounts) = SumRows(ratings.Transpose());
        return new(global, Means(rowSums, rowCounts), Means(columnSums, columnCounts), UsualDamping);

        float[] Means(double[] sums, double[] counts) =>
            [.. sums.Zip(counts, (one, count) => count == 0 ? float.NaN : Mean(one, count, global, UsualDamping))];
    }

    /// <summary>The damped mean of a row; NaN without ratings.</summary>
    public float OfRow(ReadOnlySpan<float> ratings) =>
        ratings.IsEmpty ? float.NaN : Mean(RatingBaseline.Sum(ratings), ratings.Length, Global, Damping);

    private static float Mean(double sum, double count, float global, float damping) =>
        (float)((sum + (damping * (double)global)) / (count + damping));

    private static (double[] Sums, double[] Counts) SumRows(RatingMatrix matrix)
    {
        var (sums, counts) = (new double[matrix.RowCount], new double[matrix.RowCount]);
        for (var row = 0; row < sums.Length; row++)
        {
            sums[row] = RatingBaseline.Sum(matrix.ValuesOf(row), matrix.WeightsOf(row));
            counts[row] = RatingBaseline.Count(matrix.ValuesOf(row), matrix.WeightsOf(row));
        }

        return (sums, counts);
    }
}
