using System.Runtime.Versioning;

namespace AutoRec.Engines.Torch.Native;

/// <summary>
/// The system libraries loaded in this process, and their versions. An environment such as conda may replace those of the system.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class LoadedLibraries
{
    /// <summary>The needs that a loaded library does not meet. Libraries that are not loaded are not checked.</summary>
    public static List<VersionNeed> FindMissing(IEnumerable<VersionNeed> needs)
    {
        var loaded = File.ReadLines("/proc/self/maps").Select(PathOf).Where(path => path.Length > 0).Distinct().ToList();
        return FindMissing(needs, library => loaded.Find(path => IsNamed(path, library)) is { } path
            ? ElfSymbolVersions.ReadDefinitions(new ElfFile(File.ReadAllBytes(path)))
            : null);
    }

    internal static List<VersionNeed> FindMissing(IEnumerable<VersionNeed> needs, Func<string, IReadOnlySet<string>?> versionsOf) =>
        [.. needs.GroupBy(need => need.Library).SelectMany(group =>
            versionsOf(group.Key) is { } versions ? group.Where(need => !versions.Contains(need.Version)) : [])];

    // "7f1c…-7f1c… r--p 00000000 08:01 1234   /usr/lib/libstdc++.so.6.0.30": five columns, then the path, if any.
    private static string PathOf(string line)
    {
        var path = line.IndexOf('/', StringComparison.Ordinal);
        return path >= 0 ? line[path..] : "";
    }

    // The file behind libstdc++.so.6 has a longer name, libstdc++.so.6.0.30.
    private static bool IsNamed(string path, string library)
    {
        var name = Path.GetFileName(path);
        return name == library || name.StartsWith(library + '.', StringComparison.Ordinal);
    }
}
