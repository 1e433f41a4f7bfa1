namespace AutoRec.Model;

/// <summary>
/// The mean ratings, in the label's units: what is said of a row or column that the network does not know. Those of a row and of a column are
/// drawn towards that of all, as if one more rating were that: a single 5 is not yet the best of all.
/// </summary>
/// <param name="Global">Of all ratings.</param>
/// <param name="Rows">Of each row; NaN where it has no ratings.</param>
/// <param name="Columns">Of each column; NaN where it has no ratings.</param>
/// <param name="Damping">How many more ratings; 0 in models of format 1.</param>
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

    /// <summary>The mean of a row of these ratings; NaN where there are none.</summary>
    public float OfRow(ReadOnlySpan<float> ratings) => OfRow(ratings, Global, Damping);

    /// <summary>The same, given the mean of all and how many more ratings it counts as.</summary>
    public static float OfRow(ReadOnlySpan<float> ratings, float global, float damping) => Damp(RatingBaseline.Sum(ratings), ratings.Length, global, damping);

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
