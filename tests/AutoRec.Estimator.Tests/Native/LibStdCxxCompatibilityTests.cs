using System.Buffers.Binary;

namespace AutoRec.Engines.Torch.Native.Tests;

[TestClass]
public sealed class LibStdCxxCompatibilityTests
{
    private static readonly VersionNeed NewVersion = new("libstdc++.so.6", "GLIBCXX_3.4.32", 18, 0);

    [TestMethod]
    public void Patch_LibTorchSharp_AsksForTheOldVersionAndFunctionInstead()
    {
        var original = NativeTestFiles.ReadLibTorchSharp();
        var before = new ElfFile(original);
        var after = new ElfFile(LibStdCxxCompatibility.Patch(original));

        var expectedNeeds = ElfSymbolVersions.ReadNeeds(before)
            .Select(need => need.Version == "GLIBCXX_3.4.32" ? need with { Version = "GLIBCXX_3.4" } : need);
        var expectedSymbols = ElfSymbolVersions.ReadSymbols(before)
            .Select(symbol => symbol.Name == "_ZSt21ios_base_library_initv" ? symbol with { Name = "_ZNSt8ios_base4InitC1Ev" } : symbol);
        Assert.AreSequenceEqual(expectedNeeds.ToList(), ElfSymbolVersions.ReadNeeds(after));
        Assert.AreSequenceEqual(expectedSymbols.ToList(), ElfSymbolVersions.ReadSymbols(after).ToList());
    }

    [TestMethod]
    public void Patch_LibTorchSharp_ChangesTheEntryAndTheNameAndNothingElse()
    {
        var original = NativeTestFiles.ReadLibTorchSharp();
        var entry = ElfSymbolVersions.ReadNeeds(new ElfFile(original)).Single(need => need.Version == "GLIBCXX_3.4.32").Offset;
        var name = original.AsSpan().IndexOf("_ZSt21ios_base_library_initv\0"u8);

        var patched = LibStdCxxCompatibility.Patch(original);

        var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != patched[i]);
        Assert.HasCount(original.Length, patched);
        Assert.IsTrue(changed.All(i => (i >= entry && i < entry + 12) || (i >= name && i < name + "_ZSt21ios_base_library_initv".Length)));
        Assert.AreSequenceEqual(NativeTestFiles.ReadLibTorchSharp(), original);
    }

    [TestMethod]
    public void Patch_LibraryThatAsksForNothingNewer_IsRefused()
    {
        var patched = LibStdCxxCompatibility.Patch(NativeTestFiles.ReadLibTorchSharp());

        var error = Assert.ThrowsExactly<InvalidDataException>(() => LibStdCxxCompatibility.Patch(patched));

        Assert.Contains("GLIBCXX_3.4.32", error.Message);
    }

    [TestMethod]
    public void Patch_LibraryThatAsksForMoreOfTheNewVersion_IsRefused()
    {
        var library = NativeTestFiles.ReadLibTorchSharp();
        var file = new ElfFile(library);
        var other = ElfSymbolVersions.ReadSymbols(file).ElementAt(1);
        var versions = file.Find(ElfSectionType.SymbolVersions)!.Value;
        BinaryPrimitives.WriteUInt16LittleEndian(library.AsSpan(versions.Offset + sizeof(ushort)), NewVersion.Index);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => LibStdCxxCompatibility.Patch(library));

        Assert.Contains(other.Name, error.Message);
    }

    [TestMethod]
    public void Patch_NameThatEndsAnotherSymbolsName_IsRefused()
    {
        var library = NativeTestFiles.ReadLibTorchSharp();
        var file = new ElfFile(library);
        var symbols = file.Find(ElfSectionType.DynamicSymbols)!.Value;
        var name = ElfSymbolVersions.ReadSymbols(file).Single(symbol => symbol.VersionIndex == NewVersion.Index).NameOffset;
        var sharing = (uint)(name + 4 - file.StringOffset(symbols, 0));
        BinaryPrimitives.WriteUInt32LittleEndian(library.AsSpan(symbols.Offset + 24), sharing);

        Assert.ThrowsExactly<InvalidDataException>(() => LibStdCxxCompatibility.Patch(library));
    }

    [TestMethod]
    public void Cures_OnlyTheNewVersionMissing_IsTrue() => Assert.IsTrue(LibStdCxxCompatibility.Cures([NewVersion]));

    [TestMethod]
    public void Cures_MoreOrOtherMissing_IsFalse()
    {
        var older = NewVersion with { Version = "GLIBCXX_3.4.30" };

        Assert.IsFalse(LibStdCxxCompatibility.Cures([]));
        Assert.IsFalse(LibStdCxxCompatibility.Cures([older]));
        Assert.IsFalse(LibStdCxxCompatibility.Cures([NewVersion, older]));
        Assert.IsFalse(LibStdCxxCompatibility.Cures([NewVersion with { Library = "libother.so.1" }]));
    }
}
