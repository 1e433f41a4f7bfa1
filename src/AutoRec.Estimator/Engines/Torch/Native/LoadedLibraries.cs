using System.Runtime.Versioning;

namespace AutoRec.Engines.Torch.Native;

/// <summary>The loaded libraries of this process and their versions. They may come from an environment such as conda.</summary>
[SupportedOSPlatform("linux")]
internal static class LoadedLibraries
{
    /// <summary>Finds the versions that the loaded libraries lack. Libraries that are not loaded are not checked.</summary>
    public static List<VersionNeed> FindMissing(IEnumerable<VersionNeed> needs)
    {
        // "7f1c…-7f1c… r--p 00000000 08:01 1234   /usr/lib/libstdc++.so.6.0.30": five columns, then the path, if any.
        var lines = File.ReadLines("/proc/self/maps").Where(line => line.Contains('/', StringComparison.Ordinal));
        var loaded = lines.Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..]).Distinct().ToList();
        return FindMissing(needs, library => loaded.Find(path => IsNamed(path, library)) is { } path
            ? ElfSymbolVersions.ReadDefinitions(new ElfFile(File.ReadAllBytes(path)))
            : null);
    }

    internal static List<VersionNeed> FindMissing(IEnumerable<VersionNeed> needs, Func<string, IReadOnlySet<string>?> versionsOf) =>
        [.. needs.GroupBy(need => need.Library).SelectMany(group =>
            versionsOf(group.Key) is { } versions ? group.Where(need => !versions.Contains(need.Version)) : [])];

    // libstdc++.so.6 is a link to a file with a longer name, such as libstdc++.so.6.0.30.
    private static bool IsNamed(string path, string library)
    {
        var name = Path.GetFileName(path);
        return name == library || name.StartsWith(library + '.', StringComparison.Ordinal);
    }
}
