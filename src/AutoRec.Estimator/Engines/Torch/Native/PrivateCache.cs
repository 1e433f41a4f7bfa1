using System.Runtime.Versioning;

namespace AutoRec.Engines.Torch.Native;

/// <summary>
/// A folder for files that this user's processes may load as code, and that nobody else can write to. Its files can be made again at
/// any time, so it may be deleted at any time.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PrivateCache(string directory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>This user's folder; null for a user without a home.</summary>
    public static string? UserDirectory => DirectoryFor(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME"),
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify));

    // By the XDG base directory rules, which say that a relative path is to be ignored.
    internal static string? DirectoryFor(string? cacheHome, string home)
    {
        if (Path.IsPathRooted(cacheHome))
            return Path.Combine(cacheHome, "autorec-mlnet");
        return Path.IsPathRooted(home) ? Path.Combine(home, ".cache", "autorec-mlnet") : null;
    }

    /// <summary>The path of the file of that name and content, which is written if it is missing or has another content.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be used, or belongs to someone else.</exception>
    public string GetOrWrite(string name, byte[] content)
    {
        Directory.CreateDirectory(directory, OwnerOnly);
        // A folder that was there before may be open to others. Only its owner can close it: someone else's is refused here.
        File.SetUnixFileMode(directory, OwnerOnly);

        var path = Path.Combine(directory, name);
        if (!Holds(path, content))
            Write(path, content);
        return path;
    }

    private static bool Holds(string path, byte[] content)
    {
        var file = new FileInfo(path);
        return file.Exists && file.Length == content.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
    }

    // Other processes may be reading, loading or writing the same file: they see the whole of the old or the whole of the new one.
    private static void Write(string path, byte[] content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
            using (var stream = new FileStream(temporary, options))
                stream.Write(content);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
