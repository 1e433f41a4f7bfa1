using AutoRec.Engines;
using AutoRec.Model;
using TorchSharp;

namespace AutoRec.Tests;

[TestClass]
public sealed class TorchEngineTests : EngineContract
{
    private protected override ITrainingEngine Create(Network network, EngineSettings settings) => new TorchEngine(network, settings);

    [TestMethod]
    public void Dispose_AfterSteps_LeavesNoNativeTensor()
    {
        foreach (var optimizer in Enum.GetValues<AutoRecOptimizer>())
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
    internal static int UncountedParameters(int layers) => 2 * layers;

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
    public void Create_UnknownDevice_NamesTheOption()
    {
        var (network, _) = Prepare(new() { HiddenLayers = [5] });
        var error = Assert.Throws<ArgumentException>(() => Create(network, Settings(AutoRecOptimizer.Adam) with { Device = "abacus" }));
        Assert.Contains("Device", error.Message);
        Assert.Contains("abacus", error.Message);
    }
}
