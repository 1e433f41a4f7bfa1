using AutoRec.Tests;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Tests;

[TestClass]
public sealed class SparseEngineBiasTests
{
    /// <summary>Biases have no decay: where there is no gradient, and no momentum of one before, nothing moves them.</summary>
    [TestMethod]
    public void Step_ColumnsThatTheBatchLacks_KeepTheirBiases()
    {
        var problem = EngineProblem.Small(new TestOptions { HiddenLayers = [16], Optimizer = AutoRecOptimizer.Sgd, Momentum = 0 });
        using var engine = new SparseEngine(problem.Network, problem.Settings);
        var (network, lacking) = (NetworkFactory.Clone(problem.Network), 0);
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
                lacking += before[column] == 0 ? 0 : 1;
            }
        }

        Assert.IsGreaterThan(0, lacking, "No column was learned by one batch and lacking in a later one: nothing was tested.");
    }
}
