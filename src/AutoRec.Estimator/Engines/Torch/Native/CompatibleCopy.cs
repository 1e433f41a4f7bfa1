using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace AutoRec.Engines.Torch.Native;

/// <summary>
/// Loads a patched copy (<see cref="LibStdCxxCompatibility"/>) of TorchSharp's native library on Linux systems that are too old for it.
/// The copy has the same internal name, so the system's loader uses it when TorchSharp requests the library.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class CompatibleCopy
{
    /// <summary>The environment variable that forbids the patched copy if it is <c>off</c>.</summary>
    public const string OptOutVariable = "AUTOREC_NATIVE_COMPAT";

    private const string Remedy =
        "It needs libstdc++ of GCC 13.2 or newer (package libstdc++6 on Debian and Ubuntu, libstdc++ on Fedora and Red Hat, "
        + "libstdcxx in conda) and glibc 2.34 or newer, which Debian 13 and Ubuntu 24.04 have.";

    /// <exception cref="DllNotFoundException">The library cannot be loaded; the message gives the reason and a remedy.</exception>
    public static void Load(string path)
    {
        try
        {
            var library = File.ReadAllBytes(path);
            var missing = LoadedLibraries.FindMissing(ElfSymbolVersions.ReadNeeds(new ElfFile(library)));
            if (missing.Count == 0)
            {
                NativeLibrary.Load(path); // There is another reason, which the runtime's error gives.
                return;
            }

            Check(path, missing, isForbidden: IsForbidden(Environment.GetEnvironmentVariable(OptOutVariable)));
            LoadCopy(FileNameFor(library), LibStdCxxCompatibility.Patch(library));
        }
        catch (InvalidDataException e)
        {
            throw new DllNotFoundException($"'{path}' does not load on this system and cannot be patched: {e.Message} {Remedy}", e);
        }
    }

    internal static bool IsForbidden(string? optOut) => string.Equals(optOut?.Trim(), "off", StringComparison.OrdinalIgnoreCase);
    internal static string FileNameFor(byte[] library) =>
        $"libLibTorchSharp-{Convert.ToHexString(SHA256.HashData(library)).ToLowerInvariant()}.so";

    internal static void Check(string path, IReadOnlyList<VersionNeed> missing, bool isForbidden)
    {
        var lacks = string.Join("; ", missing.GroupBy(need => need.Library)
            .Select(group => $"{group.Key} lacks {string.Join(", ", group.Select(need => need.Version))}"));
        var refusal = $"'{path}' does not load, because this system is too old for it: {lacks}.";
        if (!LibStdCxxCompatibility.Cures(missing))
            throw new DllNotFoundException($"{refusal} {Remedy}");
        if (isForbidden)
            throw new DllNotFoundException($"{refusal} A patched copy would load, but {OptOutVariable}=off forbids it. {Remedy}");
    }

    private static void LoadCopy(string name, byte[] copy)
    {
        try
        {
            if (PrivateCache.UserDirectory is { } directory)
            {
                LoadFrom(directory, name, copy);
                return;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The home is full or read-only, as in services and containers, or another user could change it. Use a temporary file.
        }

        try
        {
            LoadFromTemporaryFolder(name, copy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DllNotFoundException(
                $"TorchSharp's library needs a patched copy on this system, which cannot be written: {e.Message} "
                + $"Set XDG_CACHE_HOME or TMPDIR to a folder that only you can change. {Remedy}", e);
        }
    }

    private static void LoadFromTemporaryFolder(string name, byte[] copy)
    {
        var temporary = Directory.CreateTempSubdirectory("autorec-").FullName;
        try
        {
            LoadFrom(temporary, name, copy);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true); // A loaded library does not need its file.
        }
    }

    // Exactly the file that was compared, even if its folder changes meanwhile.
    private static void LoadFrom(string directory, string name, byte[] copy)
    {
        using var file = new PrivateCache(directory).OpenOrWrite(name, copy);
        NativeLibrary.Load(FileOwner.PathOf(file.SafeFileHandle));
    }
}
