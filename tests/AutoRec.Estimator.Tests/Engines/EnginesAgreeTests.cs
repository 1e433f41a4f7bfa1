using AutoRec.Engines.Sparse;
using AutoRec.Engines.Torch;

namespace AutoRec.Tests;

/// <summary>Both engines: the same weights, batches and masks must lead to the same weights.</summary>
[TestClass]
public sealed class EnginesAgreeTests
{
    private const double Tolerance = 1e-5;
    private const int Steps = 5;

    private static readonly AutoRecOptimizer[] Optimizers =
        [AutoRecOptimizer.RowAdam, AutoRecOptimizer.Adam, AutoRecOptimizer.Sgd, AutoRecOptimizer.RProp];

    public static IEnumerable<object[]> ActivationCases =>
        from encoder in Enum.GetValues<Activation>()
        from decoder in Enum.GetValues<Activation>()
        from optimizer in Optimizers
        select new object[] { encoder, decoder, optimizer };

    public static IEnumerable<object[]> MaskCases =>
        from optimizer in Optimizers
        from hiddenLayers in new int[][] { [16], [40, 20], [33] }
        from masks in new[] { (0, 0), (0.7, 0), (0, 0.3), (0.7, 0.3) }
        from variant in Enum.GetValues<AutoRecVariant>()
        select new object[] { optimizer, hiddenLayers, masks.Item1, masks.Item2, variant };

    public static IEnumerable<object[]> PreparationCases =>
        from optimizer in Optimizers
        from baseline in Enum.GetValues<BaselineKind>()
        from normalization in Enum.GetValues<InputNormalization>()
        from variant in Enum.GetValues<AutoRecVariant>()
        select new object[] { optimizer, baseline, normalization, variant };

    public static IEnumerable<object[]> WidthCases =>
        from optimizer in Optimizers
        from width in new[] { 1, 31, 32, 64, 65, 128, 130, 257 }
        from threads in new[] { 1, 3 }
        from hiddenLayers in new int[][] { [width], [width, 12] }
        select new object[] { optimizer, hiddenLayers, threads };

    public static IEnumerable<object[]> MaskedRowCases =>
        from encoder in Enum.GetValues<Activation>()
        from optimizer in Optimizers
        select new object[] { encoder, optimizer };

    [TestMethod]
    [DynamicData(nameof(ActivationCases))]
    public void Step_AnyActivationsAndOptimizer_GivesTorchsWeights(Activation encoder, Activation decoder, AutoRecOptimizer optimizer) =>
        AssertSame(new() { EncoderActivation = encoder, DecoderActivation = decoder, Optimizer = optimizer, HiddenLayers = [16] });

    [TestMethod]
    [DynamicData(nameof(MaskCases))]
    public void Step_AnyDepthMaskAndVariant_GivesTorchsWeights(
        AutoRecOptimizer optimizer, int[] hiddenLayers, double masking, double dropout, AutoRecVariant variant) => AssertSame(
            new() { HiddenLayers = hiddenLayers, InputMasking = masking, HiddenDropout = dropout, Optimizer = optimizer }, variant);

    [TestMethod]
    [DynamicData(nameof(PreparationCases))]
    public void Step_AnyPreparation_GivesTorchsWeights(
        AutoRecOptimizer optimizer, BaselineKind baseline, InputNormalization normalization, AutoRecVariant variant) => AssertSame(
            new() { HiddenLayers = [16], Baseline = baseline, InputNormalization = normalization, Optimizer = optimizer }, variant);

    [TestMethod]
    [DynamicData(nameof(WidthCases))]
    public void Step_AnyWidthAndThreads_GivesTorchsWeights(AutoRecOptimizer optimizer, int[] hiddenLayers, int threads) =>
        AssertSame(new() { HiddenLayers = hiddenLayers, NumberOfThreads = threads, Optimizer = optimizer });

    /// <summary>At the start of training, a row whose inputs are all masked has hidden values of exactly g(0).</summary>
    [TestMethod]
    [DynamicData(nameof(MaskedRowCases))]
    public void Step_FromZeroBiasesWithRowsAllMasked_GivesTorchsWeights(Activation encoder, AutoRecOptimizer optimizer) => AssertSame(
        new() { EncoderActivation = encoder, Optimizer = optimizer, HiddenLayers = [33], InputMasking = 0.9 }, zeroBiases: true);

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.9)]
    public void Step_AnyMomentum_GivesTorchsWeights(double momentum) =>
        AssertSame(new() { HiddenLayers = [40, 20], Optimizer = AutoRecOptimizer.Sgd, Momentum = momentum });

    [TestMethod]
    [DataRow(AutoRecOptimizer.RowAdam, AutoRecVariant.ItemBased)]
    [DataRow(AutoRecOptimizer.Adam, AutoRecVariant.ItemBased)]
    [DataRow(AutoRecOptimizer.RowAdam, AutoRecVariant.UserBased)]
    [DataRow(AutoRecOptimizer.Adam, AutoRecVariant.UserBased)]
    [DataRow(AutoRecOptimizer.Sgd, AutoRecVariant.ItemBased)]
    [DataRow(AutoRecOptimizer.RProp, AutoRecVariant.UserBased)]
    public void Step_WithWeights_GivesTorchsWeights(AutoRecOptimizer optimizer, AutoRecVariant variant) =>
        AssertSame(new() { HiddenLayers = [40, 20], Optimizer = optimizer }, variant, weight: i => 0.25f + (i % 7));

    [TestMethod]
    [DataRow(AutoRecOptimizer.RowAdam, AutoRecVariant.ItemBased)]
    [DataRow(AutoRecOptimizer.Adam, AutoRecVariant.ItemBased)]
    [DataRow(AutoRecOptimizer.Sgd, AutoRecVariant.UserBased)]
    public void Step_WithFeatures_GivesTorchsWeights(AutoRecOptimizer optimizer, AutoRecVariant variant) =>
        AssertSame(new() { HiddenLayers = [40, 20], Optimizer = optimizer }, variant, withFeatures: true);

    private static void AssertSame(
        TestOptions options,
        AutoRecVariant variant = AutoRecVariant.ItemBased,
        bool zeroBiases = false,
        Func<int, float>? weight = null,
        bool withFeatures = false)
    {
        var problem = EngineProblem.Small(options, variant, zeroBiases, weight, withFeatures);
        using var sparse = new SparseEngine(problem.Network, problem.Settings);
        using var torch = new TorchEngine(problem.Network, problem.Settings);
        var step = 0;
        foreach (var batch in problem.Batches().Take(Steps))
        {
            var rate = problem.Rate / (1 + (0.1 * step++));
            var expected = torch.Step(batch, rate);
            Assert.AreEqual(expected, sparse.Step(batch, rate), Tolerance * expected, $"Σe² of step {step}");
            if (step is not (1 or Steps))
                continue;
            var difference = options.Optimizer == AutoRecOptimizer.Sgd
                ? WeightDifference.OfAll(problem.Network, problem.CopyOf(torch), problem.CopyOf(sparse), step)
                : WeightDifference.OfMost(problem.Network, problem.CopyOf(torch), problem.CopyOf(sparse));
            Assert.IsLessThan(Tolerance, difference, $"Weights after step {step}");
        }
    }
}
