namespace AutoRec.Engines.Sparse.Kernels.Tests;

/// <summary>The operations of <see cref="RowKernels"/> as plain loops in double precision.</summary>
internal static class PlainKernels
{
    public static double[] AddRows(RowMatrix matrix, int[] rows, float[] factors, double[] sum)
    {
        var result = (double[])sum.Clone();
        for (var j = 0; j < rows.Length; j++)
        {
            for (var k = 0; k < matrix.Width; k++)
                result[k] += (double)factors[j] * matrix.Row(rows[j])[k];
        }

        return result;
    }

    public static double[] AddToRow(double[] row, float factor, double[] vector) => [.. row.Zip(vector, (r, v) => r + factor * v)];

    public static double Dot(ReadOnlySpan<float> row, ReadOnlySpan<float> vector)
    {
        double sum = 0;
        for (var k = 0; k < row.Length; k++)
            sum += (double)row[k] * vector[k];
        return sum;
    }

    public static void Adam(double[] weights, double[] mean, double[] square, double[]? gradient, double decay, StepRates step)
    {
        for (var k = 0; k < weights.Length; k++)
        {
            var g = (gradient?[k] ?? 0) + decay * weights[k];
            mean[k] = 0.9 * mean[k] + 0.1 * g;
            square[k] = 0.999 * square[k] + 0.001 * g * g;
            weights[k] -= step.Rate * mean[k] / (Math.Sqrt(square[k]) * step.SquareScale + 1e-8);
        }
    }

    public static void RowAdam(
        double[] weights, double[] mean, double[] squares, double[]? gradient, int blockWidth, double decay, StepRates step)
    {
        double[] g = [.. weights.Select((weight, k) => (gradient?[k] ?? 0) + (decay * weight))];
        for (var block = 0; block < squares.Length; block++)
        {
            var ofBlock = g.Skip(block * blockWidth).Take(blockWidth);
            squares[block] = (0.999 * squares[block]) + (0.001 * ofBlock.Average(value => value * value));
        }

        for (var k = 0; k < weights.Length; k++)
        {
            mean[k] = (0.9 * mean[k]) + (0.1 * g[k]);
            weights[k] -= step.Rate * mean[k] / ((Math.Sqrt(squares[k / blockWidth]) * step.SquareScale) + 1e-8);
        }
    }

    public static void Sgd(double[] weights, double[] velocity, double[]? gradient, double decay, double momentum, StepRates step)
    {
        for (var k = 0; k < weights.Length; k++)
        {
            velocity[k] = momentum * velocity[k] + (gradient?[k] ?? 0) + decay * weights[k];
            weights[k] -= step.Rate * velocity[k];
        }
    }

    public static void RProp(double[] weights, double[] previous, double[] size, double[]? gradient, double decay)
    {
        for (var k = 0; k < weights.Length; k++)
        {
            var g = (gradient?[k] ?? 0) + decay * weights[k];
            var factor = Math.Sign(g * previous[k]) switch { > 0 => 1.2, < 0 => 0.5, 0 => 1 };
            size[k] = Math.Clamp(size[k] * factor, 1e-6, 50);
            if (factor < 1)
                g = 0;
            weights[k] -= Math.Sign(g) * size[k];
            previous[k] = g;
        }
    }
}
