namespace AutoRec.Model;

/// <summary>The mean ratings, in the label's units: what is said of a row or column that the network does not know.</summary>
/// <param name="Global">Of all ratings.</param>
/// <param name="Rows">Of each row; NaN where it has no ratings.</param>
/// <param name="Columns">Of each column; NaN where it has no ratings.</param>
internal sealed record RatingMeans(float Global, float[] Rows, float[] Columns)
{
    public static RatingMeans Of(RatingMatrix ratings) =>
        new((float)RatingBaseline.Average(ratings.Values), OfRows(ratings), OfColumns(ratings));

    private static float[] OfRows(RatingMatrix ratings)
    {
        var means = new float[ratings.RowCount];
        for (var row = 0; row < means.Length; row++)
            means[row] = (float)RatingBaseline.Average(ratings.ValuesOf(row)); // 0/0 is NaN
        return means;
    }

    private static float[] OfColumns(RatingMatrix ratings)
    {
        var sums = new double[ratings.ColumnCount];
        for (var i = 0; i < ratings.Count; i++)
            sums[ratings.ColumnIndices[i]] += ratings.Values[i];
        return [.. sums.Zip(ratings.CountByColumn(), (sum, count) => (float)(sum / count))]; // 0/0 is NaN
    }
}
