using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Engines.Sparse.Kernels.Tests;
using AutoRec.Tests;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Tests;

[TestClass]
public sealed class SparseEngineThreadsTests
{
    private const int Steps = 5;

    /// <summary>Slices of one block and of more. Last slices of 1 to 3 units are computed without vectors when they stand alone.</summary>
    private static readonly int[] Widths = [5, 33, 34, 35, 97, 98, 99, 128, 300, 512];

    public static IEnumerable<(string Kernels, int Width)> KernelsAndWidths =>
        from kernels in RowKernels.Supported
        from width in Widths
        select (kernels.ToString()!, width);

    public static IEnumerable<(Activation Activation, int Width)> ActivationsAndWidths =>
        from activation in Enum.GetValues<Activation>()
        from width in new[] { 33, 98, 300 }
        select (activation, width);

    [TestMethod]
    [DynamicData(nameof(KernelsAndWidths))]
    public void Step_AnyNumberOfThreads_GivesTheSameWeightsToTheBit(string kernels, int width)
    {
        foreach (var activation in new[] { Activation.Sigmoid, Activation.Tanh })
            AssertSameForAnyThreads(kernels, new() { HiddenLayers = [width], EncoderActivation = activation });
    }

    [TestMethod]
    [DynamicData(nameof(KernelsAndWidths))]
    public void Step_AnyNumberOfThreadsAndMoreLayers_GivesTheSameWeightsToTheBit(string kernels, int width) =>
        AssertSameForAnyThreads(kernels, new() { HiddenLayers = [width, 20], HiddenDropout = 0.3 });

    [TestMethod]
    [DataRow(AutoRecOptimizer.Adam)]
    [DataRow(AutoRecOptimizer.Sgd)]
    [DataRow(AutoRecOptimizer.RProp)]
    public void Step_AnyNumberOfThreadsAndOptimizer_GivesTheSameWeightsToTheBit(AutoRecOptimizer optimizer) =>
        AssertSameForAnyThreads(RowKernels.Widest.ToString()!, new() { HiddenLayers = [300], Optimizer = optimizer });

    [TestMethod]
    [DynamicData(nameof(ActivationsAndWidths))]
    public void Step_AnyNumberOfThreadsAndActivation_GivesTheSameWeightsToTheBit(Activation activation, int width) =>
        AssertSameForAnyThreads(
            RowKernels.Widest.ToString()!,
            new() { HiddenLayers = [width], EncoderActivation = activation, DecoderActivation = activation });

    private static void AssertSameForAnyThreads(string kernels, TestOptions options)
    {
        int[]? expected = null;
        foreach (var threads in new[] { 1, 2, 3, 4 })
        {
            options.NumberOfThreads = threads;
            var problem = EngineProblem.Small(options);
            using var engine = new SparseEngine(problem.Network, problem.Settings, KernelCases.Get(kernels));
            var bits = KernelCases.Bits(EngineProblem.Weights(problem.Train(engine, Steps)));
            expected ??= bits;
            Assert.AreEqual(
                0,
                expected.Zip(bits).Count(pair => pair.First != pair.Second),
                $"{kernels}, [{string.Join(", ", options.HiddenLayers)}], {options.EncoderActivation}, {threads} threads");
        }
    }
}
