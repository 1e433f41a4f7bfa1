using System.Runtime.Versioning;

namespace AutoRec.Engines.Torch.Native.Tests;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
[SupportedOSPlatform("linux")]
[RequiresOlderLibStdCxx]
public sealed class LibTorchOnOlderSystemTests
{
    [TestMethod]
    public async Task EnsureLoaded_ProcessesInParallelWithAnEmptyCache_AllCalculateAndShareOneCopy()
    {
        using var cache = new TemporaryDirectory();

        var results = await Task.WhenAll(Enumerable.Range(0, 3)
            .Select(_ => NativeProbe.RunWithBackendAsync(("XDG_CACHE_HOME", cache.Path))));

        foreach (var result in results)
            AssertSum(result);
        var expected = Path.Combine(cache.Path, "autorec-mlnet", CompatibleCopy.FileNameFor(NativeTestFiles.ReadLibTorchSharp()));
        Assert.AreSequenceEqual(new[] { expected }, Directory.GetFiles(cache.Path, "*", SearchOption.AllDirectories));
    }

    [TestMethod]
    public async Task EnsureLoaded_CorruptCopyInTheCache_ReplacesIt()
    {
        using var cache = new TemporaryDirectory();
        AssertSum(await NativeProbe.RunWithBackendAsync(("XDG_CACHE_HOME", cache.Path)));
        var copy = Directory.GetFiles(cache.Path, "*.so", SearchOption.AllDirectories).Single();
        var content = File.ReadAllBytes(copy);
        File.WriteAllBytes(copy, content[..4096]);

        AssertSum(await NativeProbe.RunWithBackendAsync(("XDG_CACHE_HOME", cache.Path)));

        Assert.AreSequenceEqual(content, File.ReadAllBytes(copy));
    }

    [TestMethod]
    public async Task EnsureLoaded_NoUsableCache_CalculatesAndLeavesNothing()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "file");
        File.WriteAllText(file, "");
        var temporary = Directory.CreateDirectory(Path.Combine(directory.Path, "tmp")).FullName;

        var result = await NativeProbe.RunWithBackendAsync(("XDG_CACHE_HOME", Path.Combine(file, "cache")), ("TMPDIR", temporary));

        AssertSum(result);
        Assert.IsEmpty(Directory.GetDirectories(temporary, "autorec-*"));
    }

    [TestMethod]
    public async Task EnsureLoaded_CopyForbidden_SaysWhatTheSystemLacksAndCopiesNothing()
    {
        using var cache = new TemporaryDirectory();

        var result = await NativeProbe.RunWithBackendAsync(("XDG_CACHE_HOME", cache.Path), (CompatibleCopy.OptOutVariable, "off"));

        Assert.AreEqual(1, result.ExitCode, result.Output + result.Error);
        Assert.Contains("libstdc++.so.6 lacks GLIBCXX_3.4.32", result.Error);
        Assert.IsEmpty(Directory.GetFileSystemEntries(cache.Path));
    }

    private static void AssertSum(NativeProbe.Result result)
    {
        Assert.AreEqual(0, result.ExitCode, result.Output + result.Error);
        Assert.AreEqual("sum 10", result.Output.Trim());
    }
}
