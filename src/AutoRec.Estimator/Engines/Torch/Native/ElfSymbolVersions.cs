namespace AutoRec.Engines.Torch.Native;

/// <summary>A version that a library needs from another. Symbols refer to it by index. The entry is at the offset.</summary>
internal readonly record struct VersionNeed(string Library, string Version, ushort Index, int Offset);

/// <summary>A dynamic symbol: the position of its name in the file, its name, and the index of its version.</summary>
internal readonly record struct VersionedSymbol(int NameOffset, string Name, ushort VersionIndex);

/// <summary>
/// Reads GNU symbol versions (Linux Standard Base, "Symbol Versioning"). The dynamic loader refuses a library if one of them is missing.
/// </summary>
internal static class ElfSymbolVersions
{
    private const int SymbolSize = 24;
    private const ushort IndexMask = 0x7FFF; // The top bit marks hidden symbols.
    private const ushort BaseDefinition = 1; // The flag of the definition that names the library itself.

    public static List<VersionNeed> ReadNeeds(ElfFile file) => file.Find(ElfSectionType.VersionNeeds) is not { Size: > 0 } section ? [] :
    [
        .. from library in Chain(file, section.Offset, nextField: 12)
           let name = file.ReadString(section, file.ReadUInt32(library + 4))
           from entry in Chain(file, file.Advance(library, file.ReadUInt32(library + 8)), nextField: 12)
           let version = file.ReadString(section, file.ReadUInt32(entry + 8))
           select new VersionNeed(name, version, (ushort)(file.ReadUInt16(entry + 6) & IndexMask), entry),
    ];

    public static HashSet<string> ReadDefinitions(ElfFile file) =>
        file.Find(ElfSectionType.VersionDefinitions) is not { Size: > 0 } section ? [] :
        [
            .. from definition in Chain(file, section.Offset, nextField: 16)
               where (file.ReadUInt16(definition + 2) & BaseDefinition) == 0
               let name = file.Advance(definition, file.ReadUInt32(definition + 12))
               select file.ReadString(section, file.ReadUInt32(name)),
        ];

    public static IEnumerable<VersionedSymbol> ReadSymbols(ElfFile file)
    {
        if (file.Find(ElfSectionType.DynamicSymbols) is not { } symbols || file.Find(ElfSectionType.SymbolVersions) is not { } versions)
            yield break;

        for (var index = 0; index < symbols.Size / SymbolSize; index++)
        {
            var name = file.ReadUInt32(symbols.Offset + (index * SymbolSize));
            var version = file.ReadUInt16(versions.Offset + (index * sizeof(ushort)));
            yield return new VersionedSymbol(
                file.StringOffset(symbols, name), file.ReadString(symbols, name), (ushort)(version & IndexMask));
        }
    }

    /// <summary>The positions of linked entries. A field of each gives the distance to the next one; 0 ends the list.</summary>
    private static IEnumerable<int> Chain(ElfFile file, int first, int nextField)
    {
        for (var entry = first; ;)
        {
            yield return entry;
            var distance = file.ReadUInt32(entry + nextField);
            if (distance == 0)
                yield break;
            entry = file.Advance(entry, distance);
        }
    }
}
