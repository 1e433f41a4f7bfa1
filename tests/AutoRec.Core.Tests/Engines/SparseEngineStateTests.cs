using AutoRec.Model;
using AutoRec.Tests;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Tests;

[TestClass]
public sealed class SparseEngineStateTests : ResumableEngineContract
{
    private protected override ITrainingEngine Create(Network network, EngineSettings settings) => new SparseEngine(network, settings);

    /// <summary>Another number of threads divides the units into other slices.</summary>
    private protected override IEnumerable<EngineSettings> Readers(EngineSettings settings) =>
        [settings, settings with { Threads = 2 }, settings with { Threads = 4 }];
}
