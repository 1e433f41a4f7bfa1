using AutoRec.Tests;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Tests;

[TestClass]
public sealed class SparseEngineBiasTests
{
    /// <summary>Without gradient, momentum and decay, biases stay.</summary>
    [TestMethod]
    public void Step_ColumnsAbsentFromTheBatch_KeepTheirBiases()
    {
        var problem = EngineProblem.Small(new TestOptions { HiddenLayers = [16], Optimizer = AutoRecOptimizer.Sgd, Momentum = 0 });
        using var engine = new SparseEngine(problem.Network, problem.Settings with { BiasDecay = 0 });
        var (network, absent) = (NetworkFactory.Clone(problem.Network), 0);
        foreach (var batch in problem.Batches().Take(6))
        {
            var before = (float[])network.Output.Biases.Clone();
            engine.Step(batch, problem.Rate);
            engine.CopyTo(network);
            for (var column = 0; column < before.Length; column++)
            {
                if (batch.Columns.Contains(column))
                    continue;
                Assert.AreEqual(before[column], network.Output.Biases[column], $"column {column}");
                absent += before[column] == 0 ? 0 : 1;
            }
        }

        Assert.IsGreaterThan(0, absent, "No column was trained by one batch and absent from a later one, so nothing was tested.");
    }
}
