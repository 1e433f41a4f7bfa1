using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace AutoRec.Engines.Torch.Native;

/// <summary>
/// Loads TorchSharp's native library on a Linux system that refuses it for being older: in a patched copy
/// (<see cref="LibStdCxxCompatibility"/>), or with an error that says what the system lacks.
/// <para>
/// That the copy is loaded is enough. When TorchSharp asks for the library, the runtime tries the files that it knows and then the bare
/// file name; for that the system's loader gives out the copy, since a loaded library goes by the name written inside it.
/// </para>
/// </summary>
[SupportedOSPlatform("linux")]
internal static class CompatibleCopy
{
    /// <summary>The environment variable whose value <c>off</c> forbids the patched copy.</summary>
    public const string OptOutVariable = "AUTOREC_NATIVE_COMPAT";

    private const string Remedy =
        "It needs libstdc++ of GCC 13.2 or newer (package libstdc++6 on Debian and Ubuntu, libstdc++ on Fedora and Red Hat, "
        + "libstdcxx in conda) and glibc 2.34 or newer, which Debian 13 and Ubuntu 24.04 have.";

    /// <summary>Loads the library at <paramref name="path"/>, which the system's loader has refused.</summary>
    /// <exception cref="DllNotFoundException">It cannot be loaded: the message says why and what helps.</exception>
    public static void Load(string path)
    {
        try
        {
            var library = File.ReadAllBytes(path);
            var missing = LoadedLibraries.FindMissing(ElfSymbolVersions.ReadNeeds(new ElfFile(library)));
            if (missing.Count == 0)
            {
                // Refused for another reason, which the runtime's own error tells.
                NativeLibrary.Load(path);
                return;
            }

            Check(path, missing, isForbidden: IsForbidden(Environment.GetEnvironmentVariable(OptOutVariable)));
            LoadCopy(FileNameFor(library), LibStdCxxCompatibility.Patch(library));
        }
        catch (InvalidDataException e)
        {
            throw new DllNotFoundException($"'{path}' does not load on this system, and cannot be made to: {e.Message} {Remedy}", e);
        }
    }

    internal static bool IsForbidden(string? optOut) => string.Equals(optOut?.Trim(), "off", StringComparison.OrdinalIgnoreCase);

    internal static string FileNameFor(byte[] library) => $"libLibTorchSharp-{Convert.ToHexStringLower(SHA256.HashData(library))}.so";

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
        if (PrivateCache.UserDirectory is { } directory)
        {
            try
            {
                NativeLibrary.Load(new PrivateCache(directory).GetOrWrite(name, copy));
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A home that is missing, full or read-only, as services and containers have: nothing is kept, then.
            }
        }

        LoadOnce(name, copy);
    }

    private static void LoadOnce(string name, byte[] copy)
    {
        var directory = Directory.CreateTempSubdirectory("autorec-").FullName;
        try
        {
            NativeLibrary.Load(new PrivateCache(directory).GetOrWrite(name, copy));
        }
        finally
        {
            // What is loaded stays loaded without its file.
            Directory.Delete(directory, recursive: true);
        }
    }
}
