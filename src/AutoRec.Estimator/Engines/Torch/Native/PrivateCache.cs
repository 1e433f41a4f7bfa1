using System.Runtime.Versioning;

namespace AutoRec.Engines.Torch.Native;

/// <summary>A folder for native code that only this user can write to. It may be deleted at any time.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PrivateCache(string directory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

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

    /// <summary>The path of a file with this name and content; writes it if necessary.</summary>
    public string GetOrWrite(string name, byte[] content)
    {
        Directory.CreateDirectory(directory, OwnerOnly);
        // For an existing folder; fails if it belongs to another user.
        File.SetUnixFileMode(directory, OwnerOnly);

        var path = Path.Combine(directory, name);
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            Write(path, content);
        return path;
    }

    // Replaces the file atomically, because other processes may use it.
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
