using AutoRec.Engines.Sparse;
using AutoRec.Model;
using AutoRec.Tests;
using AutoRec.Training;

namespace AutoRec.Engines.Tests;

[TestClass]
public sealed class SparseEngineTests : EngineContract
{
    private protected override ITrainingEngine Create(Network network, EngineSettings settings) => new SparseEngine(network, settings);
}
