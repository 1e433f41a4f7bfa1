using AutoRec.Engines;
using AutoRec.Model;
using AutoRec.Training;
using TorchSharp;

namespace AutoRec.Tests;

[TestClass]
public sealed class TorchEngineTests : EngineContract
{
    private protected override TrainingEngine Engine => TrainingEngine.Torch;

    [TestMethod]
    public void Dispose_AfterSteps_LeavesNoNativeTensor()
    {
        foreach (var optimizer in Optimizers)
        {
            var (network, batch) = Prepare(new() { HiddenLayers = [6, 4], HiddenDropout = 0.2 });
            var before = torch.Tensor.TotalCount;
            using (var engine = Create(network, Settings(optimizer)))
            {
                engine.Step(batch, 0.01);
                var held = torch.Tensor.TotalCount;
                engine.Step(batch, 0.01);
                Assert.AreEqual(held, torch.Tensor.TotalCount, $"{optimizer} holds on to tensors of a step.");
                engine.CopyTo(network);
            }

            Assert.AreEqual(before + UncountedParameters(network.Layers.Count()), torch.Tensor.TotalCount, $"{optimizer} leaves tensors behind.");
        }
    }

    /// <summary>
    /// What TorchSharp's count of tensors is too high by when the parameters of so many layers are gone: the constructor of a parameter
    /// takes over another tensor's handle and does not uncount that tensor.
    /// </summary>
    internal static int UncountedParameters(int layers, bool sharedDecoder = false) => 2 * layers + (sharedDecoder ? 1 : 0);

    [TestMethod]
    public void Dispose_PutsTheNumberOfThreadsBack()
    {
        var before = torch.get_num_threads();
        var (network, _) = Prepare(new() { HiddenLayers = [5] });
        using (Create(network, Settings(AutoRecOptimizer.Adam)))
            Assert.AreEqual(1, torch.get_num_threads());
        Assert.AreEqual(before, torch.get_num_threads());
    }

    [TestMethod]
    public void Step_RProp_BeginsWithTheLearningRate()
    {
        foreach (var rate in new[] { 0.001, 0.02 })
        {
            var (network, batch) = Prepare(new() { HiddenLayers = [5] });
            var after = NetworkFactory.Clone(network);
            using var engine = Create(network, Settings(AutoRecOptimizer.RProp) with { FirstLearningRate = rate });
            engine.Step(batch, rate);
            engine.CopyTo(after);
            Assert.AreEqual(rate, Math.Abs(after.Output.Weights[0] - network.Output.Weights[0]), 1e-6);
        }
    }

    [TestMethod]
    [DataRow("abacus", "\"mps\"")]
    [DataRow("meta", "\"mps\"")]
    [DataRow("cuda", "TorchSharp-cuda-linux")]
    public void Create_DeviceThatIsNotThere_NamesTheOptionAndLeavesNothing(string device, string advice)
    {
        if (device == "cuda" && torch.cuda.is_available())
            return;
        var (network, _) = Prepare(new() { HiddenLayers = [5] });
        var threads = torch.get_num_threads();
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Create(network, Settings(AutoRecOptimizer.Adam) with { Device = device }));
        Assert.Contains($"The option Device is '{device}'", error.Message);
        Assert.Contains(advice, error.Message);
        Assert.AreEqual(threads, torch.get_num_threads());
    }
}
