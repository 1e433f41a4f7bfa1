using TorchSharp;

namespace AutoRec.Engines.Torch.Native.Tests;

[TestClass]
public sealed class LibTorchTests
{
    [TestMethod]
    public void EnsureLoaded_FromManyThreads_TorchThenCalculates()
    {
        Parallel.For(0, 8, _ => LibTorch.EnsureLoaded());

        using var tensor = torch.arange(5, torch.float32);
        using var sum = tensor.sum();
        Assert.AreEqual(10f, sum.item<float>());
    }

    [TestMethod]
    public async Task EnsureLoaded_ApplicationWithoutBackend_NamesThePackageToAddAndNothingIsPrinted()
    {
        var result = await NativeProbe.RunAsync();

        Assert.AreEqual(1, result.ExitCode, result.Output + result.Error);
        Assert.Contains("this application does not reference", result.Error);
        Assert.Contains(NativeBackendPackages.Advice(NativeBackendPackages.Platform), result.Error);
        // Without our check, TorchSharp writes its own message to standard output.
        Assert.AreEqual("", result.Output);
    }

    [TestMethod]
    public void BackendError_FileThatDoesNotLoad_NamesItAndTheReason()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "libtorch_cpu.so");
        File.WriteAllText(path, "not a library");

        var error = LibTorch.BackendError(path, "linux-x64");

        Assert.Contains($"cannot load libtorch from '{path}'", error.Message);
        Assert.IsNotNull(error.InnerException);
        Assert.Contains(error.InnerException.Message, error.Message);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task EnsureLoaded_LibraryLoadsAsItComes_MakesNoCopy()
    {
        // The patched library loads on every system. Put it where the runtime looks for it.
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "libLibTorchSharp.so");
        File.WriteAllBytes(path, LibStdCxxCompatibility.Patch(NativeTestFiles.ReadLibTorchSharp()));

        var result = await NativeProbe.RunAsync(
            ("LD_LIBRARY_PATH", $"{directory.Path}:{NativeTestFiles.NativeDirectory}"),
            ("XDG_CACHE_HOME", directory.Path),
            ("AUTOREC_NATIVE_COMPAT", "off"));

        Assert.AreEqual("sum 10", result.Output.Trim(), result.Error);
        Assert.AreSequenceEqual(new[] { path }, Directory.GetFileSystemEntries(directory.Path));
    }
}
