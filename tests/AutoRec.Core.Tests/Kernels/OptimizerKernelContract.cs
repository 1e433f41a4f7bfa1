namespace AutoRec.Engines.Sparse.Kernels.Tests;

/// <summary>
/// The contract of every optimizer's step. Row 0 holds weights, rows 1 and 2 the optimizer's state; row 3 must stay as it is.
/// </summary>
public abstract unsafe class OptimizerKernelContract
{
    private const int Bystander = 3;

    private static readonly StepRates[] Rates =
    [
        new(0.02f, 3.1f), new(0.015f, 2.3f), new(0.03f, 1.9f), new(0.01f, 1.6f), new(0.005f, 1.4f),
    ];

    public static IEnumerable<string> KernelNames => KernelCases.Names;

    public static IEnumerable<(string Kernels, int Width)> KernelsAndWidths => KernelCases.NamesAndWidths;

    private protected virtual float[] Momenta => [0];

    /// <summary>The number of rows of the optimizer's state, 1 or 2.</summary>
    private protected abstract int StateRows { get; }

    private protected abstract void Start(Span<float> state, Span<float> state2, Random random);

    private protected abstract void Step(
        RowKernels kernels, RowMatrix rows, float* gradient, float decay, float momentum, ReadOnlySpan<StepRates> steps);

    private protected abstract void PlainStep(
        double[] weights, double[] state, double[] state2, double[]? gradient, double decay, double momentum, StepRates step);

    [TestMethod]
    [DynamicData(nameof(KernelsAndWidths))]
    public void Step_AnyNumberOfSteps_EqualsThePlainLoop(string kernels, int width)
    {
        foreach (var c in Cases(width))
        {
            using var rows = CreateRows(c.Width);
            using var gradient = CreateGradient(c.Width);
            var bystander = KernelCases.Bits(rows.Row(Bystander));
            var expected = Enumerable.Range(0, Bystander).Select(row => KernelCases.ToDoubles(rows.Row(row))).ToArray();
            for (var step = 0; step < c.Steps; step++)
                PlainStep(
                    expected[0],
                    expected[1],
                    expected[2],
                    step == 0 && c.HasGradient ? KernelCases.ToDoubles(gradient.Row(0)) : null,
                    c.Decay,
                    c.Momentum,
                    Rates[step]);

            Step(KernelCases.Get(kernels), rows, c.HasGradient ? gradient[0] : null, c.Decay, c.Momentum, Rates.AsSpan(0, c.Steps));

            for (var row = 0; row <= StateRows; row++)
            {
                var tolerance = 2e-6 * expected[row].Max(Math.Abs);
                for (var k = 0; k < c.Width; k++)
                    Assert.AreEqual(expected[row][k], rows.Row(row)[k], tolerance, $"{kernels}, {c}, row {row}, column {k}");
            }

            Assert.AreSequenceEqual(bystander, KernelCases.Bits(rows.Row(Bystander)));
        }
    }

    [TestMethod]
    [DynamicData(nameof(KernelsAndWidths))]
    public void Step_SeveralInOneCall_EqualThemOneByOneToTheBit(string kernels, int width)
    {
        foreach (var c in Cases(width))
        {
            using RowMatrix together = CreateRows(c.Width), oneByOne = CreateRows(c.Width);
            using var gradient = CreateGradient(c.Width);
            var first = c.HasGradient ? gradient[0] : null;

            Step(KernelCases.Get(kernels), together, first, c.Decay, c.Momentum, Rates.AsSpan(0, c.Steps));
            for (var step = 0; step < c.Steps; step++)
                Step(KernelCases.Get(kernels), oneByOne, step == 0 ? first : null, c.Decay, c.Momentum, Rates.AsSpan(step, 1));

            for (var row = 0; row <= StateRows; row++)
                Assert.AreSequenceEqual(
                    KernelCases.Bits(oneByOne.Row(row)), KernelCases.Bits(together.Row(row)), $"{kernels}, {c}, row {row}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(KernelNames))]
    public void Step_GradientOfZeros_EqualsNoGradientToTheBit(string kernels)
    {
        using RowMatrix zeros = CreateRows(65), none = CreateRows(65), gradient = new(1, 65);

        Step(KernelCases.Get(kernels), zeros, gradient[0], 0.03f, 0.9f, Rates);
        Step(KernelCases.Get(kernels), none, null, 0.03f, 0.9f, Rates);

        for (var row = 0; row <= StateRows; row++)
            Assert.AreSequenceEqual(KernelCases.Bits(none.Row(row)), KernelCases.Bits(zeros.Row(row)));
    }

    [TestMethod]
    [DynamicData(nameof(KernelsAndWidths))]
    public void Step_AnyCase_LeavesThePaddingOfTheWeightsZero(string kernels, int width)
    {
        foreach (var c in Cases(width))
        {
            using var rows = CreateRows(c.Width);
            using var gradient = CreateGradient(c.Width);
            Step(KernelCases.Get(kernels), rows, c.HasGradient ? gradient[0] : null, c.Decay, c.Momentum, Rates.AsSpan(0, c.Steps));
            Assert.IsFalse(new ReadOnlySpan<float>(rows[0] + c.Width, rows.Stride - c.Width).ContainsAnyExcept(0f), $"{kernels}, {c}");
            KernelCases.AssertPaddingIsZero(gradient, $"{kernels}, {c}");
        }
    }

    private IEnumerable<Case> Cases(int width) =>
        from steps in new[] { 1, 2, 5 }
        from hasGradient in new[] { false, true }
        from decay in new[] { 0, 0.03f }
        from momentum in Momenta
        select new Case(width, steps, hasGradient, decay, momentum);

    private RowMatrix CreateRows(int width)
    {
        var random = new Random(width);
        var rows = KernelCases.CreateMatrix(Bystander + 1, width, random);
        Start(rows.Row(1), rows.Row(2), random);
        return rows;
    }

    private static RowMatrix CreateGradient(int width) => KernelCases.CreateMatrix(1, width, new Random(-width));

    private sealed record Case(int Width, int Steps, bool HasGradient, float Decay, float Momentum);
}
