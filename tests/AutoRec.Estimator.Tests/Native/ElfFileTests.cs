namespace AutoRec.Engines.Torch.Native.Tests;

[TestClass]
public sealed class ElfFileTests
{
    [TestMethod]
    public void Constructor_NotElf_IsRefused() =>
        Assert.ThrowsExactly<InvalidDataException>(() => new ElfFile(new byte[4096]));

    [TestMethod]
    public void Constructor_32BitElf_IsRefused()
    {
        var library = NativeTestFiles.ReadLibTorchSharp();
        library[4] = 1;

        Assert.ThrowsExactly<InvalidDataException>(() => new ElfFile(library));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(5)]
    [DataRow(63)]
    [DataRow(4096)]
    [DataRow(-1)]
    public void Constructor_TruncatedFile_IsRefused(int length)
    {
        var library = NativeTestFiles.ReadLibTorchSharp();
        var kept = length >= 0 ? length : library.Length + length;

        Assert.ThrowsExactly<InvalidDataException>(() => new ElfFile(library.AsMemory(0, kept)));
    }

    [TestMethod]
    public void ReadString_OffsetBeyondTheStrings_IsRefused()
    {
        var file = new ElfFile(NativeTestFiles.ReadLibTorchSharp());
        var symbols = file.Find(ElfSectionType.DynamicSymbols)!.Value;

        Assert.ThrowsExactly<InvalidDataException>(() => file.ReadString(symbols, uint.MaxValue));
    }

    [TestMethod]
    public void ReadingVersions_DamagedFile_GivesAnAnswerOrInvalidDataException()
    {
        var refused = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var library = NativeTestFiles.ReadLibTorchSharp();
            Damage(library, new Random(seed));
            try
            {
                LibStdCxxCompatibility.Patch(library);
                ElfSymbolVersions.ReadDefinitions(new ElfFile(library));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed} gave an unexpected exception.", e);
            }
        }

        Assert.IsGreaterThan(0, refused);
    }

    // Damages the parts with offsets: the file header, the version needs and the section headers.
    private static void Damage(byte[] library, Random random)
    {
        var needs = new ElfFile(library).Find(ElfSectionType.VersionNeeds)!.Value;
        var headers = (int)BitConverter.ToInt64(library, 0x28);
        library[random.Next(64)] = (byte)random.Next(256);
        for (var i = 0; i < 8; i++)
        {
            library[needs.Offset + random.Next(needs.Size)] = (byte)random.Next(256);
            library[random.Next(headers, library.Length)] = (byte)random.Next(256);
        }
    }
}
