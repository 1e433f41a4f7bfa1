using AutoRec.Engines;
using AutoRec.Model;

namespace AutoRec.Tests;

[TestClass]
public sealed class SparseEngineTests : EngineContract
{
    private protected override ITrainingEngine Create(Network network, EngineSettings settings) => new SparseEngine(network, settings);
}
