using AutoRec.Engines.Torch.Native;

namespace AutoRec.Tests;

/// <summary>Loads libtorch, because some tests use torch before an engine loads it.</summary>
[TestClass]
public static class TorchIsLoaded
{
    [AssemblyInitialize]
    public static void Load(TestContext context) => LibTorch.EnsureLoaded();
}
