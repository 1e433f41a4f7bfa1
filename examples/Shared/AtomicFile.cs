namespace AutoRec.Examples;

/// <summary>Writes files that are there whole or, where writing fails, not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Whose files are devices and pipes: who may make files there could replace /dev/null.</summary>
    private static readonly string[] SystemFolders = ["/dev/", "/proc/"];

    /// <param name="path">The file to make or to replace.</param>
    /// <param name="write">Writes it, under the name that it is given: one beside <paramref name="path"/>.</param>
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

    /// <summary>To be called at the start, so that nobody waits for a training whose results cannot be written, or would take the place of others.</summary>
    /// <param name="inputs">The files that are read.</param>
    /// <param name="outputs">The options that name what is written, and the files, where they are given.</param>
    /// <exception cref="UserErrorException">A file cannot be written, is one of the inputs, or is named twice.</exception>
    public static void CheckCanWrite(IEnumerable<string> inputs, params ReadOnlySpan<(string Option, string? Path)> outputs)
    {
        var taken = inputs.Where(File.Exists).Select(FollowLinks).Distinct().ToDictionary(path => path, _ => "is read");
        foreach (var (option, path) in outputs)
        {
            if (path is null)
                continue;
            CheckCanWrite(option, path);
            if (!taken.TryAdd(FollowLinks(path), $"is what {option} writes"))
                throw new UserErrorException($"{option}: '{path}' {taken[FollowLinks(path)]}; expected the name of another file.");
        }
    }

    private static void CheckCanWrite(string option, string path)
    {
        if (Directory.Exists(path))
            throw new UserErrorException($"{option}: '{path}' is a folder; expected the name of a file to write.");
        var file = FollowLinks(path);
        if (SystemFolders.Any(system => file.StartsWith(system, StringComparison.Ordinal) || path.StartsWith(system, StringComparison.Ordinal)))
            throw new UserErrorException($"{option}: '{path}' is no file that can be replaced; expected the name of a file to write.");
        if (Path.GetDirectoryName(file) is { } folder && !Directory.Exists(folder))
            throw new UserErrorException($"{option}: cannot write '{path}', for there is no folder '{folder}'.");
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

    /// <summary>What a link stands for: the file is to be replaced, and not the link.</summary>
    private static string FollowLinks(string path) => new FileInfo(path) is { LinkTarget: not null } link
        ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName
        : Path.GetFullPath(path);

    private static string TemporaryNameFor(string path) => $"{path}.{Environment.ProcessId}.tmp";
}
