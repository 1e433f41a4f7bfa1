using System.Text;

namespace AutoRec.Engines.Torch.Native;

/// <summary>
/// Makes TorchSharp's native library acceptable to the libstdc++ of GCC 12, which Debian 12 and Ubuntu 22.04 have.
/// <para>
/// The library was linked with GCC 13 and so asks for the version GLIBCXX_3.4.32, for one function alone:
/// <c>std::ios_base_library_init()</c>, which initialises <c>std::cout</c> and its like. Before that function existed,
/// <c>std::ios_base::Init::Init()</c> did this; it takes a <c>this</c> that it does not read, is in every libstdc++ under GLIBCXX_3.4,
/// and has the shorter name, so that it can be written over the other.
/// </para>
/// </summary>
internal static class LibStdCxxCompatibility
{
    public const string Library = "libstdc++.so.6";
    public const string NewVersion = "GLIBCXX_3.4.32";
    public const string NewSymbol = "_ZSt21ios_base_library_initv";
    public const string OldVersion = "GLIBCXX_3.4";
    public const string OldSymbol = "_ZNSt8ios_base4InitC1Ev";

    /// <summary>Whether the patch supplies what a system lacks: it does if that is GLIBCXX_3.4.32 and nothing else.</summary>
    public static bool Cures(IReadOnlyList<VersionNeed> missing) =>
        missing is [{ Library: Library, Version: NewVersion }];

    /// <summary>A copy of <paramref name="library"/> that asks for the old version and function instead of the new.</summary>
    /// <exception cref="InvalidDataException">
    /// It does not ask for the new one, or for more of it than the old one can stand in for.
    /// </exception>
    public static byte[] Patch(byte[] library)
    {
        ArgumentNullException.ThrowIfNull(library);
        var file = new ElfFile(library);
        var needs = ElfSymbolVersions.ReadNeeds(file);
        var newNeed = FindNeed(needs, NewVersion);
        var oldNeed = FindNeed(needs, OldVersion);
        var symbol = FindOnlySymbol(file, newNeed);

        var copy = library.ToArray();
        // The hash and the name of the version; between them stands the index, by which the symbol goes on to refer to this entry.
        library.AsSpan(oldNeed.Offset, 4).CopyTo(copy.AsSpan(newNeed.Offset));
        library.AsSpan(oldNeed.Offset + 8, 4).CopyTo(copy.AsSpan(newNeed.Offset + 8));
        Encoding.ASCII.GetBytes(OldSymbol + '\0').CopyTo(copy, symbol.NameOffset);
        return copy;
    }

    private static VersionNeed FindNeed(List<VersionNeed> needs, string version)
    {
        var found = needs.FindAll(need => need.Library == Library && need.Version == version);
        return found is [var need]
            ? need
            : throw new InvalidDataException($"The library asks {found.Count} times for {version} of {Library}; one time was expected.");
    }

    private static VersionedSymbol FindOnlySymbol(ElfFile file, VersionNeed need)
    {
        var symbols = ElfSymbolVersions.ReadSymbols(file).ToList();
        var asking = symbols.FindAll(symbol => symbol.VersionIndex == need.Index);
        if (asking is not [{ Name: NewSymbol } only])
        {
            var names = string.Join(", ", asking.Select(symbol => symbol.Name));
            throw new InvalidDataException($"The library asks for '{names}' of {need.Version}; {NewSymbol} alone was expected.");
        }

        // Linkers let a name share the bytes of another that ends alike: it would be renamed with it.
        var end = only.NameOffset + NewSymbol.Length;
        if (symbols.Exists(other => other != only && other.NameOffset >= only.NameOffset && other.NameOffset <= end))
            throw new InvalidDataException($"The library uses the name {NewSymbol} for another symbol too.");
        return only;
    }
}
