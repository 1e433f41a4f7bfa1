using System.Diagnostics;
using System.Globalization;

namespace AutoRec.Examples;

/// <summary>Writes files completely or, if that fails, not at all.</summary>
internal static class AtomicFile
{
    // They hold devices and pipes. A process with enough rights could replace /dev/null.
    private static readonly string[] SystemFolders = ["/dev/", "/proc/"];

    // The processes of another container are invisible, so a file that still changes is left alone.
    private static readonly TimeSpan UsualWrite = TimeSpan.FromMinutes(1);

    /// <param name="path">The file to create or replace.</param>
    /// <param name="write">Writes a temporary file with the given name, in the folder of <paramref name="path"/>.</param>
    public static void Write(string path, Action<string> write)
    {
        path = FollowLinks(path);
        DeleteLeftovers(path);
        var temporary = TemporaryNameFor(path);
        try
        {
            write(temporary);

            // Otherwise a loss of power could leave the new name with no content.
            using (var written = new FileStream(temporary, FileMode.Open, FileAccess.Write))
                written.Flush(flushToDisk: true);
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

    /// <summary>Deletes the temporary files of processes that were killed while they wrote this file.</summary>
    private static void DeleteLeftovers(string path)
    {
        foreach (var leftover in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.*.tmp"))
        {
            var middle = Path.GetFileName(leftover)[(Path.GetFileName(path).Length + 1)..^".tmp".Length];
            if (int.TryParse(middle, NumberStyles.None, CultureInfo.InvariantCulture, out var process) && !IsRunning(process)
                && DateTime.UtcNow - File.GetLastWriteTimeUtc(leftover) > UsualWrite)
                File.Delete(leftover);
        }
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsIn(string path, string folder) => path.StartsWith(folder, StringComparison.Ordinal);

    private static string TemporaryNameFor(string path) => $"{path}.{Environment.ProcessId}.tmp";
}
