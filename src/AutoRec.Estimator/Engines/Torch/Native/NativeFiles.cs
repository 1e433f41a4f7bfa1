using System.Reflection;

namespace AutoRec.Engines.Torch.Native;

/// <summary>Finds native libraries in the runtime's search folders, to tell a missing library from one that fails to load.</summary>
internal static class NativeFiles
{
    /// <summary>The path of a library; null if it is missing.</summary>
    public static string? Find(string name, Assembly user) =>
        Directories(user).Select(directory => Path.Combine(directory, FileNameOf(name))).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Directories(Assembly user)
    {
        var listed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (var directory in listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return directory;

        // In a single-file application, assemblies have no location.
        if (Path.GetDirectoryName(user.Location) is { Length: > 0 } beside)
            yield return beside;
    }

    private static string FileNameOf(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" :
        OperatingSystem.IsMacOS() ? $"lib{name}.dylib" :
        $"lib{name}.so";
}
