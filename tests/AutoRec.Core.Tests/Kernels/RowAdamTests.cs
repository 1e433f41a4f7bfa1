namespace AutoRec.Engines.Sparse.Kernels.Tests;

/// <summary>The steps of RowAdam. Row 0 of a case holds weights, row 1 their first moments, row 2 the gradient.</summary>
[TestClass]
public sealed unsafe class RowAdamTests
{
    private const float Decay = 0.03f;

    private static readonly StepRates[] Rates = [new(0.02f, 3.1f), new(0.015f, 2.3f), new(0.03f, 1.9f), new(0.01f, 1.6f)];

    public static IEnumerable<(string Kernels, int Width)> KernelsAndWidths => KernelCases.NamesAndWidths;

    [TestMethod]
    [DynamicData(nameof(KernelsAndWidths))]
    public void RowAdamStep_AnyBlocks_EqualsThePlainLoop(string kernels, int width) => AssertEqualsThePlainLoop(
        kernels,
        width,
        (rows, squares, blockWidth) =>
            KernelCases.Get(kernels).RowAdamStep(rows[0], rows[1], squares, rows[2], width, blockWidth, Decay, Rates[0]),
        (weights, mean, squares, gradient, blockWidth) =>
            PlainKernels.RowAdam(weights, mean, squares, gradient, blockWidth, Decay, Rates[0]));

    [TestMethod]
    [DynamicData(nameof(KernelsAndWidths))]
    public void RowAdamWait_SeveralSteps_EqualsThePlainLoop(string kernels, int width) => AssertEqualsThePlainLoop(
        kernels,
        width,
        (rows, squares, blockWidth) =>
            KernelCases.Get(kernels).RowAdamWait(rows[0], rows[1], squares, width, blockWidth, Decay, Rates, rows[0]),
        (weights, mean, squares, _, blockWidth) =>
        {
            foreach (var step in Rates)
                PlainKernels.RowAdam(weights, mean, squares, gradient: null, blockWidth, Decay, step);
        });

    [TestMethod]
    [DynamicData(nameof(KernelsAndWidths))]
    public void RowAdamWait_IntoAnotherRow_GivesTheSameBitsAndChangesNothingElse(string kernels, int width)
    {
        using RowMatrix rows = CreateRows(width), inPlace = CreateRows(width);
        var (squares, _) = CreateSquares(width, blockWidth: 32);
        var before = KernelCases.Bits(squares);
        fixed (float* s = squares)
        {
            KernelCases.Get(kernels).RowAdamWait(rows[0], rows[1], s, width, 32, Decay, Rates, rows[2]);
            Assert.AreSequenceEqual(before, KernelCases.Bits(squares));
            KernelCases.Get(kernels).RowAdamWait(inPlace[0], inPlace[1], s, width, 32, Decay, Rates, inPlace[0]);
        }

        Assert.AreSequenceEqual(KernelCases.Bits(inPlace.Row(0)), KernelCases.Bits(rows.Row(2)));
        using var untouched = CreateRows(width);
        Assert.AreSequenceEqual(KernelCases.Bits(untouched.Row(0)), KernelCases.Bits(rows.Row(0)));
        Assert.AreSequenceEqual(KernelCases.Bits(untouched.Row(1)), KernelCases.Bits(rows.Row(1)));
    }

    private delegate void Kernel(RowMatrix rows, float* squares, int blockWidth);

    private static void AssertEqualsThePlainLoop(
        string kernels, int width, Kernel kernel, Action<double[], double[], double[], double[], int> plainLoop)
    {
        foreach (var blockWidth in new[] { 32, 128 })
        {
            using var rows = CreateRows(width);
            var (weights, mean, gradient) = ToDoubles(rows);
            var (squares, plainSquares) = CreateSquares(width, blockWidth);
            fixed (float* s = squares)
                kernel(rows, s, blockWidth);
            plainLoop(weights, mean, plainSquares, gradient, blockWidth);
            AssertClose(weights, rows.Row(0), kernels);
            AssertClose(mean, rows.Row(1), kernels);
            AssertClose(plainSquares, squares, kernels);
            KernelCases.AssertPaddingIsZero(rows, kernels);
        }
    }

    private static RowMatrix CreateRows(int width) => KernelCases.CreateMatrix(3, width, new Random(width));

    private static (double[] Weights, double[] Mean, double[] Gradient) ToDoubles(RowMatrix rows) =>
        (KernelCases.ToDoubles(rows.Row(0)), KernelCases.ToDoubles(rows.Row(1)), KernelCases.ToDoubles(rows.Row(2)));

    private static (float[] Squares, double[] Plain) CreateSquares(int width, int blockWidth)
    {
        float[] squares = [.. Enumerable.Range(1, (width + blockWidth - 1) / blockWidth).Select(block => 0.1f * block)];
        return (squares, KernelCases.ToDoubles(squares));
    }

    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual, string kernels)
    {
        var tolerance = 4e-6 * expected.Max(Math.Abs);
        for (var k = 0; k < expected.Length; k++)
            Assert.AreEqual(expected[k], actual[k], tolerance, $"{kernels}, {k} of {expected.Length}");
    }
}
