namespace AutoRec;

/// <summary>What is taken off the ratings before the network sees them as targets, and added to what it says.</summary>
public enum BaselineKind
{
    /// <summary>Nothing: the network learns the ratings themselves, as in the paper.</summary>
    None = 0,

    /// <summary>The mean of all ratings.</summary>
    GlobalMean = 1,

    /// <summary>The mean of all ratings plus a bias for each row and one for each column.</summary>
    Biases = 2,
}

/// <summary>
/// B<sub>iu</sub> = μ + b<sub>i</sub> + c<sub>u</sub>: the mean of all ratings plus a damped bias of the row and one of the column.
/// </summary>
/// <remarks>
/// Ten alternating sweeps: c<sub>u</sub> = Σ(r − μ − b<sub>i</sub>)/(m<sub>u</sub> + D), then b<sub>i</sub> = Σ(r − μ − c<sub>u</sub>)/(n<sub>i</sub> + D),
/// with n<sub>i</sub> and m<sub>u</sub> the numbers of ratings in row i and column u. The row comes last, so that <see cref="RowBias"/> gives
/// for the training ratings of a row the bias that training found, and for a row that was not there the one that it would have had.
/// </remarks>
public sealed class RatingBaseline
{
    private const int Sweeps = 10;

    /// <summary>D of a baseline below a network, to which more is left.</summary>
    internal const float DampingBelowNetwork = 15;

    private const float DampingAlone = 5;

    internal RatingBaseline(BaselineKind kind, float mean, float[] rowBiases, float[] columnBiases, float damping) =>
        (Kind, Mean, Rows, Columns, Damping) = (kind, mean, rowBiases, columnBiases, damping);

    /// <summary>Which of the parts below are not zero.</summary>
    public BaselineKind Kind { get; }

    /// <summary>μ, in the units of the ratings that it was fitted to.</summary>
    public float Mean { get; }

    /// <summary>D: by how many ratings without a bias a bias is drawn to zero.</summary>
    public float Damping { get; }

    /// <summary>b, one for each row; zero for a row without ratings.</summary>
    public ReadOnlyMemory<float> RowBiases => Rows;

    /// <summary>c, one for each column; zero for a column without ratings.</summary>
    public ReadOnlyMemory<float> ColumnBiases => Columns;

    internal float[] Rows { get; }

    internal float[] Columns { get; }

    /// <summary>Fits a baseline of the given kind to <paramref name="ratings"/>.</summary>
    /// <param name="ratings">The ratings.</param>
    /// <param name="kind">The parts to fit.</param>
    /// <param name="damping">D, greater than 0. Default: 5, which is good where nothing but the baseline predicts; the trainers take 15.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="damping"/> is not greater than 0 and finite.</exception>
    public static RatingBaseline Fit(RatingMatrix ratings, BaselineKind kind = BaselineKind.Biases, float damping = DampingAlone)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        if (!(damping > 0) || !float.IsFinite(damping))
            throw new ArgumentOutOfRangeException(nameof(damping), damping, "Expected a finite number greater than 0.");
        var baseline = new RatingBaseline(
            kind,
            kind == BaselineKind.None || ratings.Count == 0 ? 0 : (float)Average(ratings.Values),
            new float[ratings.RowCount],
            new float[ratings.ColumnCount],
            damping);
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

    /// <summary>B<sub>iu</sub>.</summary>
    /// <param name="row">i, 0-based.</param>
    /// <param name="column">u, 0-based.</param>
    public float Predict(int row, int column) => Predict(Rows[row], column);

    internal float Predict(float rowBias, int column) => Mean + rowBias + Columns[column];

    /// <summary>b for a row of these ratings, given the columns' biases.</summary>
    internal float RowBias(ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings)
    {
        if (Kind != BaselineKind.Biases)
            return 0;
        double sum = 0;
        for (var i = 0; i < columns.Length; i++)
            sum += ratings[i] - Mean - Columns[columns[i]];
        return (float)(sum / (columns.Length + Damping));
    }

    internal static double Average(ReadOnlySpan<float> values) => Sum(values) / values.Length;

    internal static double Sum(ReadOnlySpan<float> values)
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
