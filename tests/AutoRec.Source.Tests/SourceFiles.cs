namespace AutoRec.Source.Tests;

/// <summary>The files of this repository that somebody wrote: no build output.</summary>
internal static class SourceFiles
{
    private static readonly string[] Skipped = ["bin", "obj", ".git", "TestResults", "artifacts"];

    public static IEnumerable<string> Tracked(string folder, params string[] extensions) => Directory.EnumerateFiles(folder)
        .Where(file => extensions.Contains(Path.GetExtension(file)))
        .Concat(Directory.EnumerateDirectories(folder)
            .Where(child => !Skipped.Contains(Path.GetFileName(child)))
            .SelectMany(child => Tracked(child, extensions)))
        .Order(StringComparer.Ordinal);

    public static string RelativePath(string folder, string file) => Path.GetRelativePath(folder, file).Replace('\\', '/');
}
