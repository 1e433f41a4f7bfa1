using AutoRec.Engines.Torch;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Tests;

[TestClass]
public sealed class TorchEngineStateTests : ResumableEngineContract
{
    private protected override ITrainingEngine Create(Network network, EngineSettings settings) => new TorchEngine(network, settings);
}
