namespace AutoRec.Training;

/// <summary>
/// Finds the weights w ≥ 0 that minimize ‖Σ w<sub>m</sub> x<sub>m</sub> − y‖² + κ ‖w − w̄‖², by coordinate descent.
/// </summary>
internal static class NonNegativeLeastSquares
{
    private const double Tolerance = 1e-9;
    private const double LeastPart = 1e-9;
    private const int MostSweeps = 100_000;

    /// <param name="columns">x.</param>
    /// <param name="target">y.</param>
    /// <param name="penalty">κ, at least 0.</param>
    /// <param name="prior">w̄; null: 0.</param>
    public static double[] Solve(IReadOnlyList<double[]> columns, double[] target, double penalty = 0, double[]? prior = null)
    {
        var products = columns.Select(x => columns.Select(other => TensorPrimitives.Dot<double>(x, other)).ToArray()).ToArray();
        var slopes = columns.Select(x => TensorPrimitives.Dot<double>(x, target)).ToArray();

        // A column of rounding errors would get a huge weight.
        var least = LeastPart * TensorPrimitives.SumOfSquares<double>(target);
        bool[] counts = [.. products.Select((row, m) => row[m] > least)];
        for (var m = 0; m < slopes.Length; m++)
        {
            products[m][m] += penalty;
            slopes[m] += penalty * (prior?[m] ?? 0);
        }

        // Sets each weight in turn to its optimum given the others. The objective is convex.
        var weights = new double[columns.Count];
        for (var (sweep, moved) = (0, double.PositiveInfinity); moved > Tolerance && sweep < MostSweeps; sweep++)
        {
            moved = 0;
            for (var m = 0; m < weights.Length; m++)
            {
                var residual = slopes[m] - TensorPrimitives.Dot<double>(products[m], weights);
                var weight = counts[m] ? Math.Max(0, weights[m] + residual / products[m][m]) : 0;
                moved = Math.Max(moved, Math.Abs(weight - weights[m]));
                weights[m] = weight;
            }
        }

        // Members with equal scores leave weights of rounding errors.
        return Array.ConvertAll(weights, weight => weight > Tolerance ? weight : 0);
    }
}
