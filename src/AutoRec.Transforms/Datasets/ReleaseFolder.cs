namespace AutoRec.Datasets;

/// <summary>Finds a file of a release: by its path, in a folder, or one level below it.</summary>
internal static class ReleaseFolder
{
    /// <summary>
    /// Returns <paramref name="path"/> if it is a file. Otherwise finds the one file with one of the names: in this folder or, if it has
    /// none, in its subfolders.
    /// </summary>
    public static string Find(string path, string what, params string[] names)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (File.Exists(path))
            return path;

        var wanted = string.Join(", ", names);
        if (!Directory.Exists(path))
        {
            throw Path.HasExtension(path)
                ? new FileNotFoundException($"There is no file '{path}'. Pass a {what}, or a folder with one ({wanted}).", path)
                : new DirectoryNotFoundException($"There is no folder '{path}'. Pass a folder with a {what} ({wanted}), or that file.");
        }

        var found = In(path).ToArray();
        if (found.Length == 0)
            found = [.. Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal).SelectMany(In)];
        return found switch
        {
            [var file] => file,
            [] => throw new FileNotFoundException($"Found no {what} in '{path}' or its subfolders; looked for {wanted}."),
            _ => throw new ArgumentException(
                $"Found {found.Length} files in '{path}'; expected one {what}. Pass one of {string.Join(", ", found)}.", nameof(path)),
        };

        IEnumerable<string> In(string folder) => names.Select(name => Path.Combine(folder, name)).Where(File.Exists);
    }
}
