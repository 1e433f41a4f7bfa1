using AutoRec.Engines.Torch.Native;

namespace AutoRec.Tests;

/// <summary>Tests look at torch before any engine has loaded it.</summary>
[TestClass]
public static class TorchIsLoaded
{
    [AssemblyInitialize]
    public static void Load(TestContext context) => LibTorch.EnsureLoaded();
}
