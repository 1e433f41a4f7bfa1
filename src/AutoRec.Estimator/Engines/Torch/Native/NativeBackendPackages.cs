using System.Reflection;
using System.Runtime.InteropServices;

namespace AutoRec.Engines.Torch.Native;

/// <summary>The advice in errors about the libtorch package for a system.</summary>
internal static class NativeBackendPackages
{
    private static readonly string[] CpuPlatforms = ["linux-x64", "win-x64", "win-arm64", "osx-arm64"];

    /// <summary>The version of TorchSharp and of its GPU packages.</summary>
    public static string TorchSharpVersion { get; } = Metadata("TorchSharpVersion");

    /// <summary>The version of libtorch and of its CPU packages.</summary>
    public static string LibTorchVersion { get; } = Metadata("LibTorchVersion");

    /// <summary>The runtime identifier of this system, such as <c>linux-x64</c> or <c>linux-musl-x64</c>.</summary>
    public static string Platform { get; } = $"{SystemName()}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>Names the package to add for a platform.</summary>
    public static string Advice(string platform)
    {
        if (!CpuPlatforms.Contains(platform))
        {
            return $"TorchSharp {TorchSharpVersion} has no native backend for {platform}; there is one for "
                + $"{string.Join(", ", CpuPlatforms)}. Use the sparse engine, which needs no native backend, or train on one of these.";
        }

        var advice = $"Add the package for this system: dotnet add package libtorch-cpu-{platform} --version {LibTorchVersion}";
        return CudaPackage(platform) is { } cuda
            ? $"{advice} (or for a GPU, instead: dotnet add package {cuda} --version {TorchSharpVersion})."
            : $"{advice}.";
    }

    private static string? CudaPackage(string platform) => platform switch
    {
        "linux-x64" => "TorchSharp-cuda-linux",
        "win-x64" => "TorchSharp-cuda-windows",
        _ => null,
    };

    // Not RuntimeIdentifier: a distribution's own build of .NET names the distribution there.
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
