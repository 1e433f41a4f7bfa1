using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Tests;

/// <summary>The sparse engine against TorchSharp's: from the same weights, by the same batches and masks, to the same weights.</summary>
[TestClass]
public sealed class EnginesAgreeTests
{
    private const double Tolerance = 1e-5;
    private const int Steps = 5;

    public static IEnumerable<object[]> Optimizers =>
        from optimizer in new[] { AutoRecOptimizer.Adam, AutoRecOptimizer.Sgd, AutoRecOptimizer.RProp }
        select new object[] { optimizer };

    public static IEnumerable<object[]> Encoders =>
        from encoder in Enum.GetValues<Activation>()
        select new object[] { encoder };

    [TestMethod]
    [DynamicData(nameof(Encoders))]
    public void Step_AnyActivationsAndOptimizer_GivesTorchsWeights(Activation encoder)
    {
        foreach (var decoder in Enum.GetValues<Activation>())
        {
            foreach (AutoRecOptimizer optimizer in Optimizers.Select(row => row[0]))
                AssertSame(new() { EncoderActivation = encoder, DecoderActivation = decoder, Optimizer = optimizer, HiddenLayers = [16] });
        }
    }

    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    public void Step_AnyDepthMaskAndVariant_GivesTorchsWeights(AutoRecOptimizer optimizer)
    {
        foreach (var hiddenLayers in new int[][] { [16], [40, 20], [33] })
        {
            foreach (var (masking, dropout) in new[] { (0, 0), (0.7, 0), (0, 0.3), (0.7, 0.3) })
            {
                foreach (var variant in Enum.GetValues<AutoRecVariant>())
                    AssertSame(new() { HiddenLayers = hiddenLayers, InputMasking = masking, HiddenDropout = dropout, Optimizer = optimizer }, variant);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    public void Step_AnyPreparation_GivesTorchsWeights(AutoRecOptimizer optimizer)
    {
        foreach (var baseline in Enum.GetValues<BaselineKind>())
        {
            foreach (var normalization in Enum.GetValues<InputNormalization>())
            {
                foreach (var variant in Enum.GetValues<AutoRecVariant>())
                    AssertSame(new() { HiddenLayers = [16], Baseline = baseline, InputNormalization = normalization, Optimizer = optimizer }, variant);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    public void Step_AnyWidthAndThreads_GivesTorchsWeights(AutoRecOptimizer optimizer)
    {
        foreach (var width in new[] { 1, 31, 32, 64, 65, 128, 130, 257 })
        {
            foreach (var threads in new[] { 1, 3 })
            {
                AssertSame(new() { HiddenLayers = [width], NumberOfThreads = threads, Optimizer = optimizer });
                AssertSame(new() { HiddenLayers = [width, 12], NumberOfThreads = threads, Optimizer = optimizer });
            }
        }
    }

    /// <summary>As training begins: a row whose inputs are all masked has hidden values of exactly g(0).</summary>
    [TestMethod]
    [DynamicData(nameof(Encoders))]
    public void Step_FromZeroBiasesWithRowsAllMasked_GivesTorchsWeights(Activation encoder)
    {
        foreach (AutoRecOptimizer optimizer in Optimizers.Select(row => row[0]))
            AssertSame(new() { EncoderActivation = encoder, Optimizer = optimizer, HiddenLayers = [33], InputMasking = 0.9 }, zeroBiases: true);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.9)]
    public void Step_AnyMomentum_GivesTorchsWeights(double momentum) =>
        AssertSame(new() { HiddenLayers = [40, 20], Optimizer = AutoRecOptimizer.Sgd, Momentum = momentum });

    private static void AssertSame(AutoRecTrainer.Options options, AutoRecVariant variant = AutoRecVariant.ItemBased, bool zeroBiases = false)
    {
        var problem = new EngineProblem(options, variant, zeroBiases);
        using var sparse = new SparseEngine(problem.Network, problem.Settings);
        using var torch = new TorchEngine(problem.Network, problem.Settings);
        var step = 0;
        foreach (var batch in problem.Batches().Take(Steps))
        {
            var rate = problem.Rate / (1 + 0.1 * step++);
            var expected = torch.Step(batch, rate);
            Assert.AreEqual(expected, sparse.Step(batch, rate), Tolerance * expected, $"Σe² of step {step}: {Describe(options, variant)}");
            if (step is 1 or Steps)
                AssertSameWeights(problem, torch, sparse, step, Describe(options, variant));
        }
    }

    private static void AssertSameWeights(EngineProblem problem, TorchEngine torch, SparseEngine sparse, int step, string what)
    {
        Network expected = NetworkFactory.Clone(problem.Network), actual = NetworkFactory.Clone(problem.Network);
        torch.CopyTo(expected);
        sparse.CopyTo(actual);
        var difference = problem.Settings.Optimizer == AutoRecOptimizer.Sgd
            ? WeightDifference.OfAll(problem.Network, expected, actual, step)
            : WeightDifference.OfMost(problem.Network, expected, actual);
        Assert.IsLessThan(Tolerance, difference, $"Weights after step {step}: {what}");
    }

    private static string Describe(AutoRecTrainer.Options o, AutoRecVariant variant) => FormattableString.Invariant(
        $"{o.Optimizer}, {o.EncoderActivation} → {o.DecoderActivation}, [{string.Join(", ", o.HiddenLayers)}], masking {o.InputMasking}, dropout {o.HiddenDropout}, {o.Baseline}, {o.InputNormalization}, {variant}, {o.NumberOfThreads ?? 1} threads");
}
