using System.Runtime.Versioning;

namespace AutoRec.Engines.Torch.Native.Tests;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
[SupportedOSPlatform("linux")]
public sealed class CompatibleCopyTests
{
    private static readonly VersionNeed NewVersion = new("libstdc++.so.6", "GLIBCXX_3.4.32", 18, 0);
    private static readonly VersionNeed OlderVersion = new("libstdc++.so.6", "GLIBCXX_3.4.30", 29, 0);
    private static readonly VersionNeed Glibc = new("libc.so.6", "GLIBC_2.34", 24, 0);

    [TestMethod]
    public void Check_SystemLacksMoreThanTheCopySupplies_NamesAllOfItAndWhatHelps()
    {
        var error = Assert.ThrowsExactly<DllNotFoundException>(
            () => CompatibleCopy.Check("libLibTorchSharp.so", [NewVersion, OlderVersion, Glibc], isForbidden: false));

        Assert.Contains("libstdc++.so.6 lacks GLIBCXX_3.4.32, GLIBCXX_3.4.30; libc.so.6 lacks GLIBC_2.34", error.Message);
        Assert.Contains("libstdc++ of GCC 13.2", error.Message);
        Assert.Contains("glibc 2.34", error.Message);
    }

    [TestMethod]
    public void Check_SystemLacksWhatTheCopySupplies_Passes() =>
        CompatibleCopy.Check("libLibTorchSharp.so", [NewVersion], isForbidden: false);

    [TestMethod]
    public void Check_CopyForbidden_NamesTheVariable()
    {
        var error = Assert.ThrowsExactly<DllNotFoundException>(
            () => CompatibleCopy.Check("libLibTorchSharp.so", [NewVersion], isForbidden: true));

        Assert.Contains("AUTOREC_NATIVE_COMPAT=off", error.Message);
        Assert.Contains("libstdc++.so.6 lacks GLIBCXX_3.4.32", error.Message);
    }

    [TestMethod]
    [DataRow("off", true)]
    [DataRow(" OFF ", true)]
    [DataRow("on", false)]
    [DataRow("", false)]
    [DataRow(null, false)]
    public void IsForbidden_OnlyByOff(string? value, bool expected) => Assert.AreEqual(expected, CompatibleCopy.IsForbidden(value));

    [TestMethod]
    public void FileNameFor_OtherLibrary_Differs()
    {
        var library = NativeTestFiles.ReadLibTorchSharp();
        var name = CompatibleCopy.FileNameFor(library);
        library[^1] ^= 1;

        Assert.MatchesRegex("^libLibTorchSharp-[0-9a-f]{64}\\.so$", name);
        Assert.AreNotEqual(name, CompatibleCopy.FileNameFor(library));
    }

    [TestMethod]
    public void Load_NoLibraryAtAll_SaysThatItCannotBeLoaded()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "libLibTorchSharp.so");
        File.WriteAllText(path, "not a library");

        var error = Assert.ThrowsExactly<DllNotFoundException>(() => CompatibleCopy.Load(path));

        Assert.Contains(path, error.Message);
        Assert.IsInstanceOfType<InvalidDataException>(error.InnerException);
    }
}
