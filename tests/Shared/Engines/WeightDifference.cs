using AutoRec.Model;

namespace AutoRec.Tests;

/// <summary>The difference of two engines after the same steps from the same weights.</summary>
internal static class WeightDifference
{
    /// <summary>The largest relative rounding error of a float: half the distance from 1 to the next float.</summary>
    private const double Rounding = 1.0 / (1 << 24);

    /// <summary>The fraction of the most different weights that <see cref="OfMost"/> leaves out.</summary>
    private const double LeftOut = 0.005;

    /// <summary>
    /// The largest difference of any weight, relative to the largest change of any, layer by layer. For gradient descent, whose steps are
    /// as exact as its gradients. Each step rounds a weight relative to the weight, not to the change; that error is subtracted.
    /// </summary>
    public static double OfAll(Network start, Network expected, Network actual, int steps) => Arrays(start, expected, actual).Max(a =>
    {
        var rounding = steps * Rounding * a.Expected.Max(Math.Abs);
        var difference = a.Expected.Zip(a.Actual, (e, b) => Math.Abs((double)e - b)).Max();
        return Math.Max(0, difference - rounding) / a.Start.Zip(a.Expected, (s, e) => Math.Abs((double)e - s)).Max();
    });

    /// <summary>
    /// The mean difference of the weights, relative to the mean change. For Adam and RProp, which divide a gradient by its own size: if
    /// the gradient is a rounding error, its sign is random, and so is the whole step. The few weights that this affects are left out.
    /// </summary>
    public static double OfMost(Network start, Network expected, Network actual)
    {
        var (s, e, a) = (EngineProblem.Weights(start), EngineProblem.Weights(expected), EngineProblem.Weights(actual));
        var differences = e.Zip(a, (x, y) => Math.Abs((double)x - y)).Order().ToArray();
        return differences[..(int)(differences.Length * (1 - LeftOut))].Sum() / s.Zip(e, (x, y) => Math.Abs((double)y - x)).Sum();
    }

    private static IEnumerable<(float[] Start, float[] Expected, float[] Actual)> Arrays(Network start, Network expected, Network actual)
    {
        foreach (var ((s, e), a) in start.Layers.Zip(expected.Layers).Zip(actual.Layers))
        {
            yield return (s.Weights, e.Weights, a.Weights);
            yield return (s.Biases, e.Biases, a.Biases);
        }
    }
}
