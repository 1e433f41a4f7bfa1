namespace AutoRec.Engines.Torch.Native;

/// <summary>A version that a library needs from another. Symbols refer to it by index; the offset is that of its entry.</summary>
internal readonly record struct VersionNeed(string Library, string Version, ushort Index, int Offset);

/// <summary>A dynamic symbol, with the position of its name in the file and the index of its version.</summary>
internal readonly record struct VersionedSymbol(int NameOffset, string Name, ushort VersionIndex);

/// <summary>
/// Reads GNU symbol versions (Linux Standard Base, "Symbol Versioning"). The dynamic loader refuses a library if one of them is missing.
/// </summary>
internal static class ElfSymbolVersions
{
    private const int SymbolSize = 24;

    // The top bit marks hidden symbols.
    private const ushort IndexMask = 0x7FFF;

    // This definition is the name of the library itself.
    private const ushort BaseDefinition = 1;

    public static List<VersionNeed> ReadNeeds(ElfFile file)
    {
        var needs = new List<VersionNeed>();
        if (file.Find(ElfSectionType.VersionNeeds) is not { Size: > 0 } section)
            return needs;

        foreach (var library in Chain(file, section.Offset, nextField: 12))
        {
            var name = file.ReadString(section, file.ReadUInt32(library + 4));
            var first = file.Advance(library, file.ReadUInt32(library + 8));
            foreach (var entry in Chain(file, first, nextField: 12))
            {
                var version = file.ReadString(section, file.ReadUInt32(entry + 8));
                needs.Add(new VersionNeed(name, version, (ushort)(file.ReadUInt16(entry + 6) & IndexMask), entry));
            }
        }

        return needs;
    }

    public static HashSet<string> ReadDefinitions(ElfFile file)
    {
        var versions = new HashSet<string>(StringComparer.Ordinal);
        if (file.Find(ElfSectionType.VersionDefinitions) is not { Size: > 0 } section)
            return versions;

        foreach (var definition in Chain(file, section.Offset, nextField: 16))
        {
            if ((file.ReadUInt16(definition + 2) & BaseDefinition) != 0)
                continue;
            var name = file.Advance(definition, file.ReadUInt32(definition + 12));
            versions.Add(file.ReadString(section, file.ReadUInt32(name)));
        }

        return versions;
    }

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

    /// <summary>The positions of a chain of entries, each with the distance to the next one; 0 ends the chain.</summary>
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
