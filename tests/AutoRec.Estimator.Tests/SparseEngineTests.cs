
namespace AutoRec.Tests;

[TestClass]
public sealed class SparseEngineTests : EngineContract
{
    private protected override TrainingEngine Engine => TrainingEngine.Sparse;
}
