namespace AutoRec.Engines.Sparse.Kernels.Tests;

[TestClass]
public sealed class RowKernelsTests
{
    [TestMethod]
    public void Supported_AnyMachine_HasEveryAcceleratedWidthTheWidestFirst()
    {
        var supported = RowKernels.Supported.Select(kernels => kernels.ToString()!).ToArray();
        string[] all = [nameof(Simd512), nameof(Simd256), nameof(Simd128)];

        Assert.AreSequenceEqual(all.Where(KernelCases.Names.Contains), supported);
    }
}
