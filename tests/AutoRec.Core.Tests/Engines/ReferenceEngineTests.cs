using AutoRec.Engines.Reference;
using AutoRec.Engines.Sparse;
using AutoRec.Model;
using AutoRec.Tests;
using AutoRec.Training;

namespace AutoRec.Engines.Tests;

/// <summary>The reference engine keeps the contract, and the sparse engine takes the same steps.</summary>
[TestClass]
public sealed class ReferenceEngineTests : EngineContract
{
    private const double Tolerance = 1e-5;

    private protected override ITrainingEngine Create(Network network, EngineSettings settings) => new ReferenceEngine(network, settings);

    [TestMethod]
    [DataRow(AutoRecOptimizer.RowAdam, new[] { 16 })]
    [DataRow(AutoRecOptimizer.Adam, new[] { 16 })]
    [DataRow(AutoRecOptimizer.Sgd, new[] { 16 })]
    [DataRow(AutoRecOptimizer.RProp, new[] { 16 })]
    [DataRow(AutoRecOptimizer.RowAdam, new[] { 40, 20 })]
    [DataRow(AutoRecOptimizer.Adam, new[] { 40, 20 })]
    [DataRow(AutoRecOptimizer.Sgd, new[] { 40, 20 })]
    public void SparseEngine_AfterFiveSteps_HasTheWeightsOfTheReference(AutoRecOptimizer optimizer, int[] hiddenLayers) =>
        AssertSame(new TestOptions { HiddenLayers = hiddenLayers, HiddenDropout = 0.1, Optimizer = optimizer }, weight: null);

    [TestMethod]
    [DataRow(AutoRecOptimizer.RowAdam)]
    [DataRow(AutoRecOptimizer.Adam)]
    [DataRow(AutoRecOptimizer.Sgd)]
    public void SparseEngine_WithWeights_HasTheWeightsOfTheReference(AutoRecOptimizer optimizer) =>
        AssertSame(new TestOptions { HiddenLayers = [16], Optimizer = optimizer }, weight: i => 0.25f + (i % 7));

    [TestMethod]
    [DataRow(AutoRecOptimizer.RowAdam, new[] { 16 })]
    [DataRow(AutoRecOptimizer.Adam, new[] { 16 })]
    [DataRow(AutoRecOptimizer.Sgd, new[] { 40, 20 })]
    public void SparseEngine_WithFeatures_HasTheWeightsOfTheReference(AutoRecOptimizer optimizer, int[] hiddenLayers) =>
        AssertSame(new TestOptions { HiddenLayers = hiddenLayers, Optimizer = optimizer }, weight: null, withFeatures: true);

    [TestMethod]
    public void Step_RatingOfTwiceTheWeight_CountsItsGradientTwice()
    {
        const int twice = 5;
        var count = Tiny(weight: null).Set.Count;
        var (all, one) = (Gradient(weight: null), Gradient(i => i == twice ? 1 : 0));
        var doubled = Gradient(i => i == twice ? 2 : 1);
        Assert.IsGreaterThan(1e-3, one.Max(Math.Abs));

        // Weights have a mean of 1: those of `doubled` are 2/m and 1/m, and that of `one` is N.
        var mean = (count + 1.0) / count;
        for (var i = 0; i < all.Length; i++)
            Assert.AreEqual(all[i] + (one[i] / count), mean * doubled[i], 1e-5);

        static double[] Gradient(Func<int, float>? weight)
        {
            const double rate = 0.01;
            var problem = Tiny(weight);
            using var engine = new ReferenceEngine(problem.Network, problem.Settings with { EncoderDecay = 0, Decay = 0, BiasDecay = 0 });
            engine.Step(problem.FirstBatch, rate);
            var (before, after) = (EngineProblem.Weights(problem.Network), EngineProblem.Weights(problem.CopyOf(engine)));
            return [.. before.Zip(after, (from, to) => ((double)from - to) / rate)];
        }

        static EngineProblem Tiny(Func<int, float>? weight) => EngineProblem.Tiny(
            new TestOptions { HiddenLayers = [4], Baseline = BaselineKind.None, Optimizer = AutoRecOptimizer.Sgd }, weight);
    }

    private static void AssertSame(TestOptions options, Func<int, float>? weight, bool withFeatures = false)
    {
        const int steps = 5;
        var problem = EngineProblem.Small(options, weight: weight, withFeatures: withFeatures);
        using var reference = new ReferenceEngine(problem.Network, problem.Settings);
        using var sparse = new SparseEngine(problem.Network, problem.Settings);
        var (expected, actual) = (problem.Train(reference, steps), problem.Train(sparse, steps));
        var difference = options.Optimizer == AutoRecOptimizer.Sgd
            ? WeightDifference.OfAll(problem.Network, expected, actual, steps)
            : WeightDifference.OfMost(problem.Network, expected, actual);
        Assert.IsLessThan(Tolerance, difference);
    }
}
