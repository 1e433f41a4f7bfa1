using System.Reflection;
using System.Runtime.InteropServices;

namespace AutoRec.Engines.Torch.Native;

/// <summary>Which package brings libtorch to which system: what to tell someone whose application has none.</summary>
internal static class NativeBackendPackages
{
    private static readonly string[] CpuPlatforms = ["linux-x64", "win-x64", "win-arm64", "osx-arm64"];

    /// <summary>The version of TorchSharp that this assembly was built with, and of its GPU packages.</summary>
    public static string TorchSharpVersion { get; } = Metadata("TorchSharpVersion");

    /// <summary>The version of libtorch, and of its CPU packages, that belongs to <see cref="TorchSharpVersion"/>.</summary>
    public static string LibTorchVersion { get; } = Metadata("LibTorchVersion");

    /// <summary>This system as packages call it, such as <c>linux-x64</c> or <c>linux-musl-x64</c>.</summary>
    public static string Platform { get; } = $"{SystemName()}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>What to add to an application for <paramref name="platform"/>, or that nothing is to be had for it.</summary>
    public static string Advice(string platform)
    {
        if (!CpuPlatforms.Contains(platform))
        {
            return $"TorchSharp {TorchSharpVersion} has no native backend for {platform}; there is one for "
                + $"{string.Join(", ", CpuPlatforms)}. Train on one of these: a saved model scores on any system, without libtorch.";
        }

        var advice = $"Add the one of this system: dotnet add package libtorch-cpu-{platform} --version {LibTorchVersion}";
        return CudaPackage(platform) is { } cuda
            ? $"{advice} (or, for a GPU and instead of it: dotnet add package {cuda} --version {TorchSharpVersion})."
            : $"{advice}.";
    }

    private static string? CudaPackage(string platform) => platform switch
    {
        "linux-x64" => "TorchSharp-cuda-linux",
        "win-x64" => "TorchSharp-cuda-windows",
        _ => null,
    };

    // Not RuntimeInformation.RuntimeIdentifier as it is: a distribution's own build of .NET names the distribution there.
    private static string SystemName() =>
        OperatingSystem.IsWindows() ? "win" :
        OperatingSystem.IsMacOS() ? "osx" :
        IsMusl(RuntimeInformation.RuntimeIdentifier) ? "linux-musl" :
        "linux";

    private static bool IsMusl(string runtimeIdentifier) =>
        runtimeIdentifier.Contains("musl", StringComparison.Ordinal) || runtimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);

    private static string Metadata(string key) => typeof(NativeBackendPackages).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;
}
