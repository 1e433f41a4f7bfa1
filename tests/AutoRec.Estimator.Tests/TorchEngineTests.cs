using AutoRec.Engines.Torch;
using AutoRec.Model;
using AutoRec.Training;
using TorchSharp;

namespace AutoRec.Tests;

[TestClass]
public sealed class TorchEngineTests : EngineContract
{
    private protected override ITrainingEngine Create(Network network, EngineSettings settings) => new TorchEngine(network, settings);

    /// <summary>
    /// The number by which TorchSharp's count of tensors stays too high after the parameters are gone: the constructor of a parameter
    /// takes over the handle of another tensor and does not uncount that tensor.
    /// </summary>
    internal static int UncountedParameters(int layers, bool sharedDecoder = false) => (2 * layers) + (sharedDecoder ? 1 : 0);

    [TestMethod]
    public void Step_LBfgs_ReturnsTheSquaredErrorsBeforeIt() => AssertReturnsSquaredErrors(AutoRecOptimizer.LBfgs);

    [TestMethod]
    public void Step_LBfgs_LowersTheObjective() => AssertLowersTheObjective(AutoRecOptimizer.LBfgs);

    [TestMethod]
    [DataRow(AutoRecOptimizer.RowAdam)]
    [DataRow(AutoRecOptimizer.Adam)]
    [DataRow(AutoRecOptimizer.Sgd)]
    [DataRow(AutoRecOptimizer.RProp)]
    [DataRow(AutoRecOptimizer.LBfgs)]
    public void Dispose_AfterSteps_LeavesNoNativeTensor(AutoRecOptimizer optimizer)
    {
        var problem = EngineProblem.Tiny(new TestOptions { HiddenLayers = [6, 4], HiddenDropout = 0.2, Optimizer = optimizer });
        var before = torch.Tensor.TotalCount;
        using (var engine = Create(problem.Network, problem.Settings))
        {
            engine.Step(problem.FirstBatch, 0.01);
            var held = torch.Tensor.TotalCount;
            engine.Step(problem.FirstBatch, 0.01);
            Assert.AreEqual(held, torch.Tensor.TotalCount, "A step leaves tensors behind.");
            problem.CopyOf(engine);
        }

        Assert.AreEqual(
            before + UncountedParameters(problem.Network.Layers.Count()), torch.Tensor.TotalCount, "The engine leaves tensors behind.");
    }

    [TestMethod]
    public void Dispose_PutsTheNumberOfThreadsBack()
    {
        var before = torch.get_num_threads();
        var problem = Prepare(AutoRecOptimizer.Adam);
        using (Create(problem.Network, problem.Settings))
            Assert.AreEqual(1, torch.get_num_threads());
        Assert.AreEqual(before, torch.get_num_threads());
    }

    [TestMethod]
    [DataRow(0.001)]
    [DataRow(0.02)]
    public void Step_RProp_BeginsWithTheLearningRate(double rate)
    {
        var problem = Prepare(AutoRecOptimizer.RProp);
        using var engine = Create(problem.Network, problem.Settings with { FirstLearningRate = rate });
        engine.Step(problem.FirstBatch, rate);
        var after = problem.CopyOf(engine);
        Assert.AreEqual(rate, Math.Abs(after.Output.Weights[0] - problem.Network.Output.Weights[0]), 1e-6);
    }

    [TestMethod]
    [DataRow("abacus", "\"mps\"")]
    [DataRow("meta", "\"mps\"")]
    [DataRow("cuda:99", "TorchSharp-cuda-linux")] // Not there on a machine with CUDA either.
    public void Create_DeviceThatIsNotThere_NamesTheOptionAndLeavesNothing(string device, string advice)
    {
        var problem = Prepare(AutoRecOptimizer.Adam);
        var threads = torch.get_num_threads();
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => Create(problem.Network, problem.Settings with { Device = device }));
        Assert.Contains($"The option Device is '{device}'", error.Message);
        Assert.Contains(advice, error.Message);
        Assert.AreEqual(threads, torch.get_num_threads());
    }
}
