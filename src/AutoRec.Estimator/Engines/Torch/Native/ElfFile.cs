using System.Buffers.Binary;
using System.Text;

namespace AutoRec.Engines.Torch.Native;

/// <summary>The types of the sections for symbol versions.</summary>
internal enum ElfSectionType : uint
{
    DynamicSymbols = 11,
    VersionDefinitions = 0x6FFFFFFD,
    VersionNeeds = 0x6FFFFFFE,
    SymbolVersions = 0x6FFFFFFF,
}

/// <summary>A section; <paramref name="Link"/> is the index of the section with its strings.</summary>
internal readonly record struct ElfSection(ElfSectionType Type, int Offset, int Size, int Link);

/// <summary>A 64-bit little-endian ELF file. It may be damaged: invalid offsets throw <see cref="InvalidDataException"/>.</summary>
internal sealed class ElfFile
{
    private const byte Class64 = 2;
    private const byte LittleEndian = 1;
    private const int SectionHeaderSize = 64;

    private readonly ReadOnlyMemory<byte> _image;
    private readonly int _sectionHeaders;
    private readonly int _sectionCount;

    public ElfFile(ReadOnlyMemory<byte> image)
    {
        _image = image;
        var identity = Read(0, 6);
        if (!identity[..4].SequenceEqual("\u007fELF"u8) || identity[4] != Class64 || identity[5] != LittleEndian)
            throw new InvalidDataException("Not a 64-bit little-endian ELF file.");
        if (ReadUInt16(0x3A) != SectionHeaderSize)
            throw new InvalidDataException("The ELF file has no section headers of the usual size.");

        _sectionHeaders = ReadOffset(0x28);
        _sectionCount = ReadUInt16(0x3C);
        Read(_sectionHeaders, _sectionCount * SectionHeaderSize);
    }

    /// <summary>The first section of a type; null if there is none.</summary>
    public ElfSection? Find(ElfSectionType type)
    {
        var index = Enumerable.Range(0, _sectionCount).FirstOrDefault(i => ReadUInt32(HeaderOf(i) + 4) == (uint)type, -1);
        return index < 0 ? null : SectionAt(index);
    }

    /// <summary>The position of a section's string in the file.</summary>
    public int StringOffset(ElfSection section, uint offset)
    {
        var strings = SectionAt(section.Link);
        if (offset >= strings.Size)
            throw new InvalidDataException($"The ELF file names a string at {offset}, beyond its {strings.Size} bytes of strings.");
        return strings.Offset + (int)offset;
    }

    public string ReadString(ElfSection section, uint offset)
    {
        var start = StringOffset(section, offset);
        var rest = _image.Span[start..];
        var length = rest.IndexOf((byte)0);
        return length >= 0
            ? Encoding.UTF8.GetString(rest[..length])
            : throw new InvalidDataException($"The ELF file ends within the string at {start}.");
    }

    public ushort ReadUInt16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(Read(offset, sizeof(ushort)));
    public uint ReadUInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Read(offset, sizeof(uint)));

    /// <summary>Adds a distance that was read from the file.</summary>
    public int Advance(int offset, uint distance) => distance <= (uint)(_image.Length - offset)
        ? offset + (int)distance
        : throw Outside(offset + (long)distance);

    private ElfSection SectionAt(int index)
    {
        if (index >= _sectionCount || index < 0)
            throw new InvalidDataException($"The ELF file names section {index} of {_sectionCount}.");
        var header = HeaderOf(index);
        var (offset, size) = (ReadOffset(header + 24), ReadOffset(header + 32));
        Read(offset, size);
        return new ElfSection((ElfSectionType)ReadUInt32(header + 4), offset, size, (int)ReadUInt32(header + 40));
    }

    private int HeaderOf(int index) => _sectionHeaders + (index * SectionHeaderSize);

    private int ReadOffset(int offset)
    {
        var value = BinaryPrimitives.ReadUInt64LittleEndian(Read(offset, sizeof(ulong)));
        return value <= (ulong)_image.Length ? (int)value : throw Outside(value);
    }

    private ReadOnlySpan<byte> Read(int offset, int length) => offset >= 0 && length <= _image.Length - offset
        ? _image.Span.Slice(offset, length)
        : throw Outside(offset);

    private InvalidDataException Outside(object offset) =>
        new($"The ELF file of {_image.Length} bytes refers to {offset}, beyond its end.");
}
