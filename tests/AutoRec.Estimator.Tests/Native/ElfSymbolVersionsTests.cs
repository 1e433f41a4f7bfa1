namespace AutoRec.Engines.Torch.Native.Tests;

[TestClass]
public sealed class ElfSymbolVersionsTests
{
    [TestMethod]
    public void ReadNeeds_LibTorchSharp_NamesLibrariesAndVersions()
    {
        var needs = ElfSymbolVersions.ReadNeeds(new ElfFile(NativeTestFiles.ReadLibTorchSharp()))
            .ConvertAll(need => (need.Library, need.Version));

        Assert.HasCount(28, needs);
        Assert.Contains(("libstdc++.so.6", "GLIBCXX_3.4.32"), needs);
        Assert.Contains(("libstdc++.so.6", "CXXABI_1.3.13"), needs);
        Assert.Contains(("libc.so.6", "GLIBC_2.34"), needs);
    }

    [TestMethod]
    public void ReadSymbols_LibTorchSharp_OnlyTheNewFunctionHasTheNewVersion()
    {
        var file = new ElfFile(NativeTestFiles.ReadLibTorchSharp());
        var version = ElfSymbolVersions.ReadNeeds(file).Single(need => need.Version == LibStdCxxCompatibility.NewVersion).Index;

        var symbol = ElfSymbolVersions.ReadSymbols(file).Single(symbol => symbol.VersionIndex == version);

        Assert.AreEqual("_ZSt21ios_base_library_initv", symbol.Name);
    }

    [TestMethod]
    public void ReadDefinitions_LibraryThatDefinesNone_IsEmpty() =>
        Assert.IsEmpty(ElfSymbolVersions.ReadDefinitions(new ElfFile(NativeTestFiles.ReadLibTorchSharp())));
}
