using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace AutoRec.Engines.Torch.Native.Tests;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
[SupportedOSPlatform("linux")]
public sealed class LoadedLibrariesTests
{
    [TestMethod]
    public void FindMissing_RealLibStdCxx_MeetsTheOldestVersionAndNotAnInventedOne()
    {
        NativeLibrary.Load("libstdc++.so.6");
        var old = new VersionNeed("libstdc++.so.6", "GLIBCXX_3.4", 2, 0);
        var invented = new VersionNeed("libstdc++.so.6", "GLIBCXX_9.9.9", 3, 0);

        Assert.AreSequenceEqual(new[] { invented }, LoadedLibraries.FindMissing([old, invented]));
    }

    [TestMethod]
    [RequiresOlderLibStdCxx]
    public void FindMissing_LibTorchSharpOnAnOlderSystem_IsCuredByThePatch()
    {
        NativeLibrary.Load("libstdc++.so.6");
        var original = NativeTestFiles.ReadLibTorchSharp();
        var needs = ElfSymbolVersions.ReadNeeds(new ElfFile(original));
        var patchedNeeds = ElfSymbolVersions.ReadNeeds(new ElfFile(LibStdCxxCompatibility.Patch(original)));

        Assert.IsTrue(LibStdCxxCompatibility.Cures(LoadedLibraries.FindMissing(needs)));
        Assert.IsEmpty(LoadedLibraries.FindMissing(patchedNeeds));
    }

    [TestMethod]
    public void FindMissing_LibraryThatIsNotLoaded_IsLeftToTheLoader() =>
        Assert.IsEmpty(LoadedLibraries.FindMissing([new VersionNeed("libnobody.so.1", "NOBODY_1.0", 2, 0)]));

    [TestMethod]
    public void FindMissing_SeveralLibraries_ComparesEachWithItsOwnVersions()
    {
        VersionNeed[] needs = [new("liba.so", "V_1", 2, 0), new("liba.so", "V_2", 3, 0), new("libb.so", "V_1", 4, 0)];

        var missing = LoadedLibraries.FindMissing(needs, library => new HashSet<string> { library == "liba.so" ? "V_1" : "V_2" });

        Assert.AreSequenceEqual(new[] { needs[1], needs[2] }, missing);
    }
}
