namespace AutoRec.Model;

/// <summary>
/// B<sub>iu</sub> = μ + b<sub>i</sub> + c<sub>u</sub>: the mean of all ratings plus a damped bias of the row and one of the column.
/// </summary>
/// <remarks>
/// Ten alternating sweeps: c<sub>u</sub> = Σ(r − μ − b<sub>i</sub>)/(m<sub>u</sub> + D), then b<sub>i</sub> = Σ(r − μ −
/// c<sub>u</sub>)/(n<sub>i</sub> + D), where n<sub>i</sub> and m<sub>u</sub> are the numbers of ratings in row i and column u. Row biases
/// are fitted last, so that
/// <see cref="RowBias"/> gives a training row the bias that training found, and a new row the bias that it would have had.
/// </remarks>
/// <param name="kind">Which of the parts are not zero.</param>
/// <param name="mean">μ, in the units of the ratings that the baseline was fitted to.</param>
/// <param name="rowBiases">b, one for each row; zero for a row without ratings.</param>
/// <param name="columnBiases">c, one for each column; zero for a column without ratings.</param>
/// <param name="damping">D: a bias is estimated as if D more ratings had no bias.</param>
internal sealed class RatingBaseline(BaselineKind kind, float mean, float[] rowBiases, float[] columnBiases, float damping)
{
    /// <summary>D of the trainers.</summary>
    public const float DefaultDamping = 15;

    private const int Sweeps = 10;

    public BaselineKind Kind { get; } = kind;

    public float Mean { get; } = mean;

    public float Damping { get; } = damping;

    public float[] Rows { get; } = rowBiases;

    public float[] Columns { get; } = columnBiases;

    /// <summary>Fits a baseline of the given kind to <paramref name="ratings"/>.</summary>
    public static RatingBaseline Fit(RatingMatrix ratings, BaselineKind kind)
    {
        var baseline = new RatingBaseline(
            kind,
            kind == BaselineKind.None || ratings.Count == 0 ? 0 : (float)Average(ratings.Values),
            new float[ratings.RowCount],
            new float[ratings.ColumnCount],
            DefaultDamping);
        if (kind != BaselineKind.Biases)
            return baseline;

        var columnCounts = ratings.CountByColumn();
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            baseline.SweepColumns(ratings, columnCounts);
            for (var row = 0; row < ratings.RowCount; row++)
                baseline.Rows[row] = baseline.RowBias(ratings.ColumnsOf(row), ratings.ValuesOf(row));
        }

        return baseline;
    }

    /// <summary>B of a row of the given bias.</summary>
    public float Predict(float rowBias, int column) => Mean + rowBias + Columns[column];

    /// <summary>b of a row of these ratings, given the columns' biases.</summary>
    public float RowBias(ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings)
    {
        if (Kind != BaselineKind.Biases)
            return 0;
        double sum = 0;
        for (var i = 0; i < columns.Length; i++)
            sum += ratings[i] - Mean - Columns[columns[i]];
        return (float)(sum / (columns.Length + Damping));
    }

    /// <summary>The mean, summed up in double precision: sums of floats would depend on their order.</summary>
    public static double Average(ReadOnlySpan<float> values) => Sum(values) / values.Length;

    public static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    private void SweepColumns(RatingMatrix ratings, int[] columnCounts)
    {
        var sums = new double[ratings.ColumnCount];
        for (var row = 0; row < ratings.RowCount; row++)
        {
            var columns = ratings.ColumnsOf(row);
            var values = ratings.ValuesOf(row);
            for (var i = 0; i < columns.Length; i++)
                sums[columns[i]] += values[i] - Mean - Rows[row];
        }

        for (var column = 0; column < sums.Length; column++)
            Columns[column] = (float)(sums[column] / (columnCounts[column] + Damping));
    }
}
