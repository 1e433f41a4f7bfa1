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
    [DataRow(AutoRecOptimizer.Adam, new[] { 16 })]
    [DataRow(AutoRecOptimizer.Sgd, new[] { 16 })]
    [DataRow(AutoRecOptimizer.RProp, new[] { 16 })]
    [DataRow(AutoRecOptimizer.Adam, new[] { 40, 20 })]
    [DataRow(AutoRecOptimizer.Sgd, new[] { 40, 20 })]
    public void SparseEngine_AfterFiveSteps_HasTheWeightsOfTheReference(AutoRecOptimizer optimizer, int[] hiddenLayers)
    {
        const int steps = 5;
        var problem = EngineProblem.Small(new TestOptions { HiddenLayers = hiddenLayers, HiddenDropout = 0.1, Optimizer = optimizer });
        using var reference = new ReferenceEngine(problem.Network, problem.Settings);
        using var sparse = new SparseEngine(problem.Network, problem.Settings);
        var (expected, actual) = (problem.Train(reference, steps), problem.Train(sparse, steps));
        var difference = optimizer == AutoRecOptimizer.Sgd
            ? WeightDifference.OfAll(problem.Network, expected, actual, steps)
            : WeightDifference.OfMost(problem.Network, expected, actual);
        Assert.IsLessThan(Tolerance, difference);
    }
}
