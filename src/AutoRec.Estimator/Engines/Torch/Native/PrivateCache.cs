using System.Runtime.Versioning;

namespace AutoRec.Engines.Torch.Native;

/// <summary>A folder for native code that only this user can write to. It may be deleted at any time.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PrivateCache(string directory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The user's folder; null without a home.</summary>
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

    /// <summary>The path of a file with this name and content; writes it if necessary.</summary>
    public string GetOrWrite(string name, byte[] content)
    {
        Directory.CreateDirectory(directory, OwnerOnly);
        // Closes an existing folder to others; fails if it belongs to another user.
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

    // Atomic: other processes may read, load or write the same file.
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
