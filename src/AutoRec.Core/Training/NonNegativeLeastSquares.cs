using System.Numerics.Tensors;

namespace AutoRec.Training;

/// <summary>The weights w ≥ 0 that make ‖Σ w<sub>m</sub> x<sub>m</sub> − y‖² least.</summary>
internal static class NonNegativeLeastSquares
{
    private const double Tolerance = 1e-9;
    private const double LeastPart = 1e-9;
    private const int MostSweeps = 100_000;

    /// <param name="columns">x, each as long as <paramref name="target"/>.</param>
    /// <param name="target">y.</param>
    public static double[] Solve(IReadOnlyList<double[]> columns, double[] target)
    {
        var products = columns.Select(x => columns.Select(other => TensorPrimitives.Dot<double>(x, other)).ToArray()).ToArray();
        var wanted = columns.Select(x => TensorPrimitives.Dot<double>(x, target)).ToArray();

        // A column that is nothing but rounding would be given a weight as large as it is small.
        var least = LeastPart * TensorPrimitives.SumOfSquares<double>(target);

        // Coordinate descent: each weight in turn to the best that it can be while the others stay. The objective is convex.
        var weights = new double[columns.Count];
        for (var (sweep, moved) = (0, double.PositiveInfinity); moved > Tolerance && sweep < MostSweeps; sweep++)
        {
            moved = 0;
            for (var m = 0; m < weights.Length; m++)
            {
                var slope = wanted[m] - TensorPrimitives.Dot<double>(products[m], weights);
                var weight = products[m][m] > least ? Math.Max(0, weights[m] + slope / products[m][m]) : 0;
                moved = Math.Max(moved, Math.Abs(weight - weights[m]));
                weights[m] = weight;
            }
        }

        return weights;
    }
}
