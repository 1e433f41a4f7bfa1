using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Engines.Sparse.Kernels.Tests;
using AutoRec.Tests;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Tests;

[TestClass]
public sealed unsafe class TrainedRowsTests
{
    private const int Width = 37;
    private const int RowCount = 6;

    public static IEnumerable<object[]> Optimizers =>
        from optimizer in new[] { AutoRecOptimizer.Adam, AutoRecOptimizer.Sgd, AutoRecOptimizer.RProp }
        from decay in new[] { 0, 0.03 }
        select new object[] { optimizer, decay };

    public static IEnumerable<object[]> KernelsAndOptimizers =>
        from kernels in RowKernels.Supported
        from optimizer in Optimizers
        select new[] { kernels.ToString()!, optimizer[0], optimizer[1] };

    [TestMethod]
    [DynamicData(nameof(KernelsAndOptimizers))]
    public void Step_RowsThatCatchUpLater_EqualRowsThatStepEveryTimeToTheBit(string kernels, AutoRecOptimizer optimizer, double decay) =>
        AssertLazyEqualsEager(KernelCases.Get(kernels), optimizer, decay, steps: 40);

    /// <summary>More steps than the initial capacity of the history.</summary>
    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    public void Step_ThousandsOfStepsMissed_EqualRowsThatStepEveryTimeToTheBit(AutoRecOptimizer optimizer, double decay) =>
        AssertLazyEqualsEager(RowKernels.Widest, optimizer, decay, steps: 2500);

    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    public void CatchUp_AnyRow_LeavesTheCurrentStepToStep(AutoRecOptimizer optimizer, double decay)
    {
        var history = new StepHistory(Settings(optimizer, decay));
        using var rows = Create(history, RowKernels.Widest, decay);
        using var gradient = KernelCases.CreateMatrix(1, Width, new Random(2));
        history.Begin(0.01);
        var before = KernelCases.Bits(rows.Weights.Row(0));
        rows.CatchUp(0);
        Assert.AreSequenceEqual(before, KernelCases.Bits(rows.Weights.Row(0)));
        rows.Step(0, gradient[0]);
        var after = KernelCases.Bits(rows.Weights.Row(0));
        Assert.AreNotSequenceEqual(before, after);
        rows.CatchUp(0);
        rows.CatchUpAll();
        Assert.AreSequenceEqual(after, KernelCases.Bits(rows.Weights.Row(0)));
    }

    [TestMethod]
    public void Dispose_Twice_DoesNoHarm()
    {
        var rows = Create(new StepHistory(Settings(AutoRecOptimizer.Adam, 0)), RowKernels.Widest, 0);
        rows.Dispose();
        rows.Dispose();
    }

    private static void AssertLazyEqualsEager(RowKernels kernels, AutoRecOptimizer optimizer, double decay, int steps)
    {
        var history = new StepHistory(Settings(optimizer, decay));
        using TrainedRows lazy = Create(history, kernels, decay), eager = Create(history, kernels, decay);
        using var gradient = new RowMatrix(1, Width);
        var random = new Random(3);
        for (var step = 0; step < steps; step++)
        {
            history.Begin(0.02 / (1 + 0.1 * step));
            for (var row = 0; row < RowCount; row++)
            {
                // Row 0 gets a gradient in each step, row 1 in the first only, the last row never; the higher the row, the rarer.
                if (row < RowCount - 1 && (row == 1 ? step == 0 : random.Next(row * row + 1) == 0))
                {
                    KernelCases.Fill(gradient.Row(0), random);
                    lazy.Step(row, gradient[0]);
                    eager.Step(row, gradient[0]);
                }
                else
                {
                    // A batch may read a row without giving it a gradient.
                    if (random.Next(10) == 0)
                        lazy.CatchUp(row);
                    eager.Step(row, null);
                }
            }
        }

        lazy.CatchUpAll();
        for (var row = 0; row < RowCount; row++)
            Assert.AreSequenceEqual(
                KernelCases.Bits(eager.Weights.Row(row)), KernelCases.Bits(lazy.Weights.Row(row)), $"{kernels}, row {row}");
        KernelCases.AssertPaddingIsZero(lazy.Weights, $"{kernels}");
    }

    private static TrainedRows Create(StepHistory history, RowKernels kernels, double decay) =>
        new(kernels, history, decay, KernelCases.CreateValues(RowCount * Width, new Random(1)), RowCount, UnitSlice.Whole(Width), Width);

    private static EngineSettings Settings(AutoRecOptimizer optimizer, double decay) =>
        new(
            optimizer,
            FirstLearningRate: 0.02,
            Momentum: 0.9,
            EncoderDecay: decay,
            decay,
            BiasDecay: decay,
            SharedDecoder: false,
            Threads: 1,
            Device: "cpu");
}
