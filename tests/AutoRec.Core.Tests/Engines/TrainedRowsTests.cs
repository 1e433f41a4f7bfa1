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

    /// <summary>The optimizers whose later steps have the same bits.</summary>
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

    /// <summary>RowAdam takes missed steps by one map, which rounds in another order.</summary>
    [TestMethod]
    [DataRow(0.0, 40)]
    [DataRow(0.03, 40)]
    [DataRow(0.03, 2500)]
    public void Step_RowsOfRowAdamThatCatchUpLater_EqualRowsThatStepEveryTime(double decay, int steps)
    {
        var (eager, lazy) = Train(RowKernels.Widest, AutoRecOptimizer.RowAdam, decay, steps);
        var tolerance = 1e-5 * eager.Max(Math.Abs);
        for (var i = 0; i < eager.Length; i++)
            Assert.AreEqual(eager[i], lazy[i], tolerance, $"row {i / Width}, unit {i % Width}");
    }

    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    [DataRow(AutoRecOptimizer.RowAdam, 0.03)]
    public void CopyTo_BetweenSteps_ChangesNoLaterBit(AutoRecOptimizer optimizer, double decay)
    {
        var (_, undisturbed) = Train(RowKernels.Widest, optimizer, decay, steps: 40);
        var (_, copied) = Train(RowKernels.Widest, optimizer, decay, steps: 40, afterStep: rows => Copy(rows));
        Assert.AreSequenceEqual(KernelCases.Bits(undisturbed), KernelCases.Bits(copied));
    }

    [TestMethod]
    public void Current_RowsThatMissedSteps_EqualsCatchUpToTheBitAndChangesNoLaterBit()
    {
        const double decay = 0.03;
        using var buffer = new RowMatrix(1, Width);
        var (_, undisturbed) = Train(RowKernels.Widest, AutoRecOptimizer.RowAdam, decay, steps: 40);
        var (_, read) = Train(RowKernels.Widest, AutoRecOptimizer.RowAdam, decay, steps: 40, beforeStep: (rows, row) =>
        {
            var current = KernelCases.Bits(new ReadOnlySpan<float>(rows.Current(row, buffer[0]), Width));
            Assert.AreSequenceEqual(current, KernelCases.Bits(new ReadOnlySpan<float>(rows.Current(row, buffer[0]), Width)));
        });
        Assert.AreSequenceEqual(KernelCases.Bits(undisturbed), KernelCases.Bits(read));

        var history = new StepHistory(Settings(AutoRecOptimizer.RowAdam, decay));
        using var rows = Create(history, RowKernels.Widest, decay);
        using var gradient = KernelCases.CreateMatrix(1, Width, new Random(2));
        history.Begin(0.01);
        rows.Step(0, gradient[0]);
        for (var step = 0; step < 5; step++)
            history.Begin(0.01);
        var expected = KernelCases.Bits(new ReadOnlySpan<float>(rows.Current(0, buffer[0]), Width));
        Assert.AreNotSequenceEqual(KernelCases.Bits(rows.Weights.Row(0)), expected);
        rows.CatchUp(0);
        Assert.AreSequenceEqual(expected, KernelCases.Bits(rows.Weights.Row(0)));
    }

    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    [DataRow(AutoRecOptimizer.RowAdam, 0.03)]
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
        Assert.AreSequenceEqual(after, KernelCases.Bits(Copy(rows).AsSpan(0, Width)));
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
        var (eager, lazy) = Train(kernels, optimizer, decay, steps);
        Assert.AreSequenceEqual(KernelCases.Bits(eager), KernelCases.Bits(lazy), $"{kernels}");
    }

    /// <summary>The weights of rows that take every step at once, and of rows that take missed steps when they are needed.</summary>
    private static (float[] Eager, float[] Lazy) Train(
        RowKernels kernels,
        AutoRecOptimizer optimizer,
        double decay,
        int steps,
        Action<TrainedRows, int>? beforeStep = null,
        Action<TrainedRows>? afterStep = null)
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
                beforeStep?.Invoke(lazy, row);
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

            afterStep?.Invoke(lazy);
        }

        KernelCases.AssertPaddingIsZero(lazy.Weights, $"{kernels}");
        return (Copy(eager), Copy(lazy));
    }

    private static float[] Copy(TrainedRows rows)
    {
        var values = new float[RowCount * Width];
        rows.CopyTo(values, 0, Width);
        return values;
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
