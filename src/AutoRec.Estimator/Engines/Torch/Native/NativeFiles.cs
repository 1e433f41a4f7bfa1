using System.Reflection;

namespace AutoRec.Engines.Torch.Native;

/// <summary>
/// Finds the files of native libraries where the runtime looks for them, to tell a missing library from one that does not load.
/// </summary>
internal static class NativeFiles
{
    /// <summary>The path of the library that the runtime knows as <paramref name="name"/>; null if it is nowhere.</summary>
    public static string? Find(string name, Assembly user) =>
        Directories(user).Select(directory => Path.Combine(directory, FileNameOf(name))).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Directories(Assembly user)
    {
        var listed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (var directory in listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return directory;

        // In a single-file application, an assembly has no place of its own.
        if (Path.GetDirectoryName(user.Location) is { Length: > 0 } beside)
            yield return beside;
    }

    private static string FileNameOf(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" :
        OperatingSystem.IsMacOS() ? $"lib{name}.dylib" :
        $"lib{name}.so";
}
