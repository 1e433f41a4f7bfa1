namespace AutoRec.Model;

/// <summary>Replaces numbers of some columns by their sums over all columns.</summary>
internal delegate void SumOverColumns(Span<double> values);

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

    /// <summary>The prior mean of a bias given the features of its row; null without features of the rows.</summary>
    public FeatureRegression? RowPrior { get; init; }

    /// <summary>The prior mean of a bias given the features of its column; null without features of the columns.</summary>
    public FeatureRegression? ColumnPrior { get; init; }

    /// <summary>Fits the baseline.</summary>
    /// <param name="ratings">The ratings, in stars. Their features are scaled.</param>
    /// <param name="kind">The parts to fit.</param>
    /// <param name="damping">D.</param>
    /// <param name="sum">
    /// If these are only some of the columns: replaces numbers of the rows by their sums over all columns. Default: they are all.
    /// </param>
    public static RatingBaseline Fit(
        RatingMatrix ratings, BaselineKind kind, float damping = DefaultDamping, SumOverColumns? sum = null)
    {
        var baseline = new RatingBaseline(
            kind,
            kind == BaselineKind.None ? 0 : MeanOf(ratings, sum),
            new float[ratings.RowCount],
            new float[ratings.ColumnCount],
            damping);
        if (kind != BaselineKind.Biases)
            return baseline;

        var transposed = ratings.Transpose();
        if (ratings.RowFeatures is not null || ratings.ColumnFeatures is not null)
            return baseline.FitWithFeatures(ratings, transposed);
        var (residuals, counts) = (new double[ratings.RowCount], new double[ratings.RowCount]);
        for (var row = 0; row < counts.Length; row++)
            counts[row] = Count(ratings.ValuesOf(row), ratings.WeightsOf(row));
        sum?.Invoke(counts);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            for (var column = 0; column < ratings.ColumnCount; column++)
            {
                baseline.Columns[column] = baseline.Bias(
                    transposed.ColumnsOf(column), transposed.ValuesOf(column), transposed.WeightsOf(column), baseline.Rows);
            }

            for (var row = 0; row < residuals.Length; row++)
            {
                residuals[row] = baseline.Residuals(
                    ratings.ColumnsOf(row), ratings.ValuesOf(row), ratings.WeightsOf(row), baseline.Columns);
            }

            sum?.Invoke(residuals);
            for (var row = 0; row < residuals.Length; row++)
                baseline.Rows[row] = baseline.Bias(residuals[row], counts[row]);
        }

        return baseline;
    }

    /// <summary>The same baseline with prior means of the biases; null for none.</summary>
    public RatingBaseline With(FeatureRegression? rowPrior, FeatureRegression? columnPrior) =>
        new(Kind, Mean, Rows, Columns, Damping) { RowPrior = rowPrior, ColumnPrior = columnPrior };

    /// <summary>B for a row with the given bias.</summary>
    public float Predict(float rowBias, int column) => Mean + rowBias + Columns[column];

    /// <summary>The bias of a row with the given ratings; without weights, each counts 1.</summary>
    /// <param name="columns">The columns of the ratings.</param>
    /// <param name="ratings">The ratings, in stars.</param>
    /// <param name="weights">Their weights, or none.</param>
    /// <param name="prior">The bias without ratings, which the features determine.</param>
    public float RowBias(
        ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings, ReadOnlySpan<float> weights = default, float prior = 0) =>
        Bias(columns, ratings, weights, Columns, prior);

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

    /// <summary>The part of a bias that does not come from its n ratings: D/(n + D) of its prior mean.</summary>
    public float BiasWithoutRatings(int count, float prior) => Kind == BaselineKind.Biases ? Damping * prior / (count + Damping) : 0;

    /// <summary>The same sweeps. Each first fits the prior means of the biases.</summary>
    private RatingBaseline FitWithFeatures(RatingMatrix ratings, RatingMatrix transposed)
    {
        FeatureRegression? rowPrior = null, columnPrior = null;
        var (rowSystem, columnSystem) = (PriorSystem(ratings), PriorSystem(transposed));
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            columnPrior = Sweep(columnSystem, transposed, Rows, Columns);
            rowPrior = Sweep(rowSystem, ratings, Columns, Rows);
        }

        return With(rowPrior, columnPrior);

        FeatureRegression? Sweep(FeatureSystem? system, RatingMatrix matrix, float[] others, float[] biases)
        {
            var prior = system is null ? null : FitPrior(system, matrix, others);
            for (var row = 0; row < biases.Length; row++)
            {
                var mean = prior is null ? 0 : prior.Predict(matrix.RowFeatures![row]);
                biases[row] = Bias(matrix.ColumnsOf(row), matrix.ValuesOf(row), matrix.WeightsOf(row), others, mean);
            }

            return prior;
        }
    }

    /// <summary>
    /// The regression of the rows' mean residuals on their features; null without features. With n ratings of variance σ² and a bias of
    /// variance σ²/D around its prior mean, the mean residual has the variance σ² (1/n + 1/D).
    /// </summary>
    private FeatureSystem? PriorSystem(RatingMatrix matrix)
    {
        if (matrix.RowFeatures is null)
            return null;
        double[] counts = [.. Enumerable.Range(0, matrix.RowCount).Select(row => Count(matrix.ValuesOf(row), matrix.WeightsOf(row)))];
        return new(matrix.RowFeatures, Array.ConvertAll(counts, count => count * Damping / (count + Damping)));
    }

    /// <summary>Fits the prior means. Their constant is such that the rating-weighted mean of the residuals is 0.</summary>
    private FeatureRegression FitPrior(FeatureSystem system, RatingMatrix matrix, float[] others)
    {
        double Sum(int row) => Residuals(matrix.ColumnsOf(row), matrix.ValuesOf(row), matrix.WeightsOf(row), others);
        var sums = new double[matrix.RowCount];
        var counts = new double[matrix.RowCount];
        for (var row = 0; row < matrix.RowCount; row++)
            (sums[row], counts[row]) = (Sum(row), Count(matrix.ValuesOf(row), matrix.WeightsOf(row)));
        var prior = system.Fit(row => counts[row] == 0 ? 0 : sums[row] / counts[row]);
        double rest = 0;
        for (var row = 0; row < matrix.RowCount; row++)
            rest += sums[row] - (counts[row] * matrix.RowFeatures![row].Dot(prior.Weights));
        return prior with { Constant = (float)(rest / counts.Sum()) };
    }

    private float Bias(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> ratings, ReadOnlySpan<float> weights, float[] biases, float prior = 0)
    {
        if (Kind != BaselineKind.Biases)
            return 0;
        return Bias(Residuals(indices, ratings, weights, biases) + ((double)Damping * prior), Count(ratings, weights));
    }

    private float Bias(double residuals, double count) => (float)(residuals / ((float)count + Damping));

    private static float MeanOf(RatingMatrix ratings, SumOverColumns? sum)
    {
        Span<double> sums = [Sum(ratings.Values, ratings.Weights), Count(ratings.Values, ratings.Weights)];
        sum?.Invoke(sums);
        return sums[1] == 0 ? 0 : (float)(sums[0] / sums[1]);
    }

    /// <summary>Σ(r − μ − b) over ratings with the given biases of the other side.</summary>
    private double Residuals(ReadOnlySpan<int> indices, ReadOnlySpan<float> ratings, ReadOnlySpan<float> weights, float[] biases)
    {
        double sum = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            var residual = ratings[i] - Mean - biases[indices[i]];
            sum += weights.IsEmpty ? residual : weights[i] * residual;
        }

        return sum;
    }
}
