using System.Runtime.Versioning;

namespace AutoRec.Engines.Torch.Native;

/// <summary>A folder for native code that only this user can write to. It may be deleted at any time.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PrivateCache(string directory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan LongestWrite = TimeSpan.FromHours(1);

    /// <summary>The folder of this user; null without a home.</summary>
    public static string? UserDirectory => DirectoryFor(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME"),
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify));

    // The XDG base directory rules ignore a relative path.
    internal static string? DirectoryFor(string? cacheHome, string home)
    {
        if (Path.IsPathRooted(cacheHome))
            return Path.Combine(cacheHome, "autorec-mlnet");
        return Path.IsPathRooted(home) ? Path.Combine(home, ".cache", "autorec-mlnet") : null;
    }

    /// <summary>
    /// Opens the file with this name and content, and writes it if necessary. The open file is the one that was compared, and nobody else
    /// can write to it, so load it by <see cref="FileOwner.PathOf"/>.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">Another user could replace the folder.</exception>
    /// <exception cref="IOException">The file cannot be written, or another user replaced it.</exception>
    public FileStream OpenOrWrite(string name, byte[] content)
    {
        Directory.CreateDirectory(directory, OwnerOnly);
        CheckFolder();
        File.SetUnixFileMode(directory, OwnerOnly);

        var path = Path.Combine(directory, name);
        if (OpenIfSame(path, content) is { } found)
            return found;
        Write(path, content);
        return OpenIfSame(path, content)
            ?? throw new IOException($"'{path}' has another content or owner than it was written with. Delete the folder.");
    }

    /// <summary>Refuses a folder that is a link or belongs to another user, and parents that another user can change.</summary>
    private void CheckFolder()
    {
        var folder = FileOwner.Of(directory);
        if (folder.IsLink || !folder.IsFolder || !folder.IsOwn)
            throw Refused(directory, folder.IsLink ? "is a link" : $"belongs to user {folder.User}");
        CheckParents(directory);
    }

    private static void CheckParents(string path)
    {
        for (var parent = Path.GetDirectoryName(path); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            var owner = FileOwner.Of(parent);
            if (owner.IsLink)
            {
                // The folder of the link is checked next; this checks those of its target.
                var target = Directory.ResolveLinkTarget(parent, returnFinalTarget: true)!.FullName;
                CheckParents(Path.Combine(target, "entry"));
            }
            else if (!owner.IsSafeParent)
            {
                throw Refused(parent, owner.IsWritableByOthers ? "can be changed by other users" : $"belongs to user {owner.User}");
            }
        }
    }

    private static UnauthorizedAccessException Refused(string path, string reason) => new(
        $"'{path}' {reason}; expected a folder that only this user can change, for native code. Set XDG_CACHE_HOME to such a folder.");

    private static FileStream? OpenIfSame(string path, byte[] content)
    {
        if (!File.Exists(path))
            return null;
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        try
        {
            var owner = FileOwner.Of(stream.SafeFileHandle);
            if (owner is { IsFile: true, IsOwn: true, IsWritableByOthers: false } && stream.Length == content.Length)
            {
                var found = new byte[content.Length];
                stream.ReadExactly(found);
                if (found.AsSpan().SequenceEqual(content))
                    return stream;
            }
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        stream.Dispose();
        return null;
    }

    // Replaces the file atomically, because other processes may use it.
    private static void Write(string path, byte[] content)
    {
        // Processes that were killed leave such files.
        foreach (var leftover in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*.tmp"))
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(leftover) > LongestWrite)
                File.Delete(leftover);
        }

        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
