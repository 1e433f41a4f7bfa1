namespace AutoRec.Examples;

/// <summary>Writes files completely or, if that fails, not at all.</summary>
internal static class AtomicFile
{
    // They hold devices and pipes. A process with enough rights could replace /dev/null.
    private static readonly string[] SystemFolders = ["/dev/", "/proc/"];

    /// <param name="path">The file to create or replace.</param>
    /// <param name="write">Writes a temporary file with the given name, in the folder of <paramref name="path"/>.</param>
    public static void Write(string path, Action<string> write)
    {
        path = FollowLinks(path);
        var temporary = TemporaryNameFor(path);
        try
        {
            write(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Checks the output files. Call it before a training, so that a long run does not end with unwritable results.</summary>
    /// <param name="inputs">The files that are read.</param>
    /// <param name="outputs">The options that name output files, with the files; null if an option is not given.</param>
    /// <exception cref="UserErrorException">A file cannot be written, is one of the inputs, or is named twice.</exception>
    public static void CheckCanWrite(IEnumerable<string> inputs, params ReadOnlySpan<(string Option, string? Path)> outputs)
    {
        var taken = inputs.Where(File.Exists).Select(FollowLinks).Distinct().ToDictionary(path => path, _ => "is an input");
        foreach (var (option, path) in outputs)
        {
            if (path is null)
                continue;
            CheckCanWrite(option, path);
            if (!taken.TryAdd(FollowLinks(path), $"is the output of {option}"))
                throw new UserErrorException($"{option}: '{path}' {taken[FollowLinks(path)]}; expected another file.");
        }
    }

    private static void CheckCanWrite(string option, string path)
    {
        if (Directory.Exists(path))
            throw new UserErrorException($"{option}: '{path}' is a folder; expected the name of a file to write.");
        var file = FollowLinks(path);
        if (SystemFolders.Any(system => IsIn(file, system) || IsIn(path, system)))
            throw new UserErrorException($"{option}: '{path}' cannot be replaced; expected the name of an ordinary file.");
        if (Path.GetDirectoryName(file) is { } folder && !Directory.Exists(folder))
            throw new UserErrorException($"{option}: cannot write '{path}': there is no folder '{folder}'.");
        try
        {
            var temporary = TemporaryNameFor(file);
            File.WriteAllBytes(temporary, []);
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{option}: cannot write '{path}': {e.Message}");
        }
    }

    /// <summary>The target of a link, so that the file is replaced and not the link.</summary>
    private static string FollowLinks(string path) => new FileInfo(path) is { LinkTarget: not null } link
        ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName
        : Path.GetFullPath(path);

    private static bool IsIn(string path, string folder) => path.StartsWith(folder, StringComparison.Ordinal);

    private static string TemporaryNameFor(string path) => $"{path}.{Environment.ProcessId}.tmp";
}
