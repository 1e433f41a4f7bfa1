namespace AutoRec.Model;

/// <summary>
/// The baseline B<sub>iu</sub> = μ + b<sub>i</sub> + c<sub>u</sub>: the mean of all ratings plus damped biases of the row and the column.
/// </summary>
/// <remarks>
/// Ten alternating sweeps: c<sub>u</sub> = Σ(r − μ − b<sub>i</sub>)/(m<sub>u</sub> + D), then
/// b<sub>i</sub> = Σ(r − μ − c<sub>u</sub>)/(n<sub>i</sub> + D), with m<sub>u</sub> and n<sub>i</sub> the numbers of ratings. Row biases
/// are fitted last, so <see cref="RowBias"/> reproduces the bias of a training row. If ratings have weights, all sums are weighted, and
/// m<sub>u</sub> and n<sub>i</sub> are sums of weights.
/// </remarks>
/// <param name="kind">The parts that are not zero.</param>
/// <param name="mean">μ, in stars.</param>
/// <param name="rowBiases">b, R values; zero for a row without ratings.</param>
/// <param name="columnBiases">c, C values; zero for a column without ratings.</param>
/// <param name="damping">D: each bias is estimated as if D more ratings had no bias.</param>
internal sealed class RatingBaseline(BaselineKind kind, float mean, float[] rowBiases, float[] columnBiases, float damping)
{
    public const float DefaultDamping = 15;

    private const int Sweeps = 10;

    public BaselineKind Kind { get; } = kind;
    public float Mean { get; } = mean;
    public float Damping { get; } = damping;
    public float[] Rows { get; } = rowBiases;
    public float[] Columns { get; } = columnBiases;

    public static RatingBaseline Fit(RatingMatrix ratings, BaselineKind kind, float damping = DefaultDamping)
    {
        var baseline = new RatingBaseline(
            kind,
            kind == BaselineKind.None || ratings.Count == 0 ? 0 : (float)Average(ratings.Values, ratings.Weights),
            new float[ratings.RowCount],
            new float[ratings.ColumnCount],
            damping);
        if (kind != BaselineKind.Biases)
            return baseline;

        var transposed = ratings.Transpose();
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            for (var column = 0; column < ratings.ColumnCount; column++)
            {
                baseline.Columns[column] = baseline.Bias(
                    transposed.ColumnsOf(column), transposed.ValuesOf(column), transposed.WeightsOf(column), baseline.Rows);
            }

            for (var row = 0; row < ratings.RowCount; row++)
                baseline.Rows[row] = baseline.RowBias(ratings.ColumnsOf(row), ratings.ValuesOf(row), ratings.WeightsOf(row));
        }

        return baseline;
    }

    /// <summary>B for a row with the given bias.</summary>
    public float Predict(float rowBias, int column) => Mean + rowBias + Columns[column];

    /// <summary>The bias of a row with the given ratings; without weights, each counts 1.</summary>
    public float RowBias(ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings, ReadOnlySpan<float> weights = default) =>
        Bias(columns, ratings, weights, Columns);

    /// <summary>The mean. The sum is in double precision, because a sum of floats would depend on their order.</summary>
    public static double Average(ReadOnlySpan<float> values, ReadOnlySpan<float> weights = default) =>
        Sum(values, weights) / Count(values, weights);

    public static double Sum(ReadOnlySpan<float> values, ReadOnlySpan<float> weights = default)
    {
        double sum = 0;
        for (var i = 0; i < values.Length; i++)
            sum += weights.IsEmpty ? values[i] : (double)weights[i] * values[i];
        return sum;
    }

    /// <summary>The number of values, or the sum of their weights.</summary>
    public static double Count(ReadOnlySpan<float> values, ReadOnlySpan<float> weights) => weights.IsEmpty ? values.Length : Sum(weights);

    private float Bias(ReadOnlySpan<int> indices, ReadOnlySpan<float> ratings, ReadOnlySpan<float> weights, float[] biases)
    {
        if (Kind != BaselineKind.Biases)
            return 0;
        double sum = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            var residual = ratings[i] - Mean - biases[indices[i]];
            sum += weights.IsEmpty ? residual : weights[i] * residual;
        }

        return (float)(sum / ((float)Count(ratings, weights) + Damping));
    }
}
