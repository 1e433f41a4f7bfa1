namespace AutoRec.Tests;

/// <summary>Linear algebra in plain loops of double precision, for comparison.</summary>
internal static class Dense
{
    /// <summary>Solves A x = b by Gauss-Jordan elimination with pivots.</summary>
    public static double[] Solve(double[][] a, double[] b)
    {
        var n = b.Length;
        double[][] rows = [.. a.Select((row, i) => row.Append(b[i]).ToArray())];
        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(i => Math.Abs(rows[i][column]));
            (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
            for (var i = 0; i < n; i++)
            {
                var factor = i == column ? 0 : rows[i][column] / rows[column][column];
                for (var j = column; factor != 0 && j <= n; j++)
                    rows[i][j] -= factor * rows[column][j];
            }
        }

        return [.. rows.Select((row, i) => row[n] / row[i])];
    }

    public static double Dot(IReadOnlyList<double> x, IReadOnlyList<double> y) => Enumerable.Range(0, x.Count).Sum(i => x[i] * y[i]);

    public static double[] ToDouble(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);

    /// <summary>A square matrix from a function of row and column.</summary>
    public static double[][] Matrix(int size, Func<int, int, double> value) =>
        [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => value(i, j)).ToArray())];
}
