namespace AutoRec.MovieLens;

/// <summary>Finds a file of a release: by its path, in a folder, or one level below it.</summary>
internal static class ReleaseFolder
{
    /// <summary>
    /// Returns <paramref name="path"/> if it is a file, otherwise the one file with one of the names in this folder or, without one, in
    /// its subfolders.
    /// </summary>
    public static string Find(string path, string what, params ReadOnlySpan<string> names)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (File.Exists(path))
            return path;

        var wanted = string.Join(", ", names);
        if (!Directory.Exists(path))
        {
            throw Path.HasExtension(path)
                ? new FileNotFoundException($"There is no file '{path}': name a {what}, or a folder that holds one ({wanted}).", path)
                : new DirectoryNotFoundException($"There is no folder '{path}': name one that holds a {what} ({wanted}), or that file.");
        }

        var found = In(path, names);
        if (found.Count == 0)
        {
            foreach (var folder in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
                found.AddRange(In(folder, names));
        }

        return found.Count switch
        {
            1 => found[0],
            0 => throw new FileNotFoundException($"Found no {what} in '{path}', nor in a folder of it: looked for {wanted}."),
            _ => throw new ArgumentException(
                $"Found more than one {what} in '{path}': name the one to read, of {string.Join(", ", found)}.", nameof(path)),
        };
    }

    private static List<string> In(string folder, ReadOnlySpan<string> names)
    {
        var found = new List<string>();
        foreach (var name in names)
        {
            var file = Path.Combine(folder, name);
            if (File.Exists(file))
                found.Add(file);
        }

        return found;
    }
}
