using System.Text;

namespace AutoRec.Engines.Torch.Native;

/// <summary>
/// Patches TorchSharp's native library for the libstdc++ of GCC 12 (Debian 12, Ubuntu 22.04). The library was linked with GCC 13 and needs
/// GLIBCXX_3.4.32 for one function only: <c>std::ios_base_library_init()</c>, which initializes <c>std::cout</c>. The older
/// <c>std::ios_base::Init::Init()</c> does the same, ignores its <c>this</c>, and has a shorter name, so it can replace the other in place.
/// </summary>
internal static class LibStdCxxCompatibility
{
    public const string Library = "libstdc++.so.6";
    public const string NewVersion = "GLIBCXX_3.4.32";
    public const string NewSymbol = "_ZSt21ios_base_library_initv";
    public const string OldVersion = "GLIBCXX_3.4";
    public const string OldSymbol = "_ZNSt8ios_base4InitC1Ev";

    /// <summary>Whether only GLIBCXX_3.4.32 is missing, so that the patch helps.</summary>
    public static bool Cures(IReadOnlyList<VersionNeed> missing) => missing is [{ Library: Library, Version: NewVersion }];

    /// <summary>Copies the library and replaces the new version and function by the old ones.</summary>
    /// <exception cref="InvalidDataException">The library does not need exactly the one new function.</exception>
    public static byte[] Patch(byte[] library)
    {
        ArgumentNullException.ThrowIfNull(library);
        var file = new ElfFile(library);
        var needs = ElfSymbolVersions.ReadNeeds(file);
        var newNeed = FindNeed(needs, NewVersion);
        var oldNeed = FindNeed(needs, OldVersion);
        var symbol = FindOnlySymbol(file, newNeed);

        var copy = library.ToArray();
        // Copies hash and name of the version. The index between them stays, because the symbol refers to it.
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
            : throw new InvalidDataException($"The library needs {version} of {Library} {found.Count} times; expected once.");
    }

    private static VersionedSymbol FindOnlySymbol(ElfFile file, VersionNeed need)
    {
        var symbols = ElfSymbolVersions.ReadSymbols(file).ToList();
        var users = symbols.FindAll(symbol => symbol.VersionIndex == need.Index);
        if (users is not [{ Name: NewSymbol } only])
        {
            var names = string.Join(", ", users.Select(symbol => symbol.Name));
            throw new InvalidDataException($"The library needs '{names}' of {need.Version}; expected {NewSymbol} only.");
        }

        // Names with the same ending share bytes, so the patch would rename both.
        var end = only.NameOffset + NewSymbol.Length;
        if (symbols.Exists(other => other != only && other.NameOffset >= only.NameOffset && other.NameOffset <= end))
            throw new InvalidDataException($"Another symbol of the library shares the name {NewSymbol}.");
        return only;
    }
}
