using AutoRec.Model;

namespace AutoRec.Tests;

/// <summary>How far apart two engines are after the same steps from the same weights.</summary>
internal static class WeightDifference
{
    /// <summary>Half the distance from 1 to the next float: no float need be nearer to a number than this part of it.</summary>
    private const double Rounding = 1.0 / (1 << 24);

    /// <summary>The part of the weights, those that differ most, that <see cref="OfMost"/> leaves out.</summary>
    private const double LeftOut = 0.005;

    /// <summary>
    /// For gradient descent, whose steps are as exact as its gradients: the largest difference of any weight in terms of the largest change
    /// of any, layer by layer. A weight is rounded at each step, to its own size and not to that of the change: that much is allowed
    /// beside.
    /// </summary>
    public static double OfAll(Network start, Network expected, Network actual, int steps) => Arrays(start, expected, actual).Max(a =>
    {
        var rounding = steps * Rounding * a.Expected.Max(Math.Abs);
        var difference = a.Expected.Zip(a.Actual, (e, b) => Math.Abs((double)e - b)).Max();
        return Math.Max(0, difference - rounding) / a.Start.Zip(a.Expected, (s, e) => Math.Abs((double)e - s)).Max();
    });

    /// <summary>
    /// For Adam and RProp: the mean difference of a weight in terms of the mean change. They divide a gradient by its own size: where it is
    /// the rounded rest of larger numbers, its sign is chance, and so is a whole step of that weight. A largest difference says nothing
    /// then; few weights are so, which are left out.
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
