namespace AutoRec.Engines.Torch.Native.Tests;

/// <summary>TorchSharp's real native library for Linux, which its package puts into the output on every system.</summary>
internal static class NativeTestFiles
{
    public static string NativeDirectory { get; } = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native");

    public static byte[] ReadLibTorchSharp() => File.ReadAllBytes(Path.Combine(NativeDirectory, "libLibTorchSharp.so"));
}

/// <summary>A folder that lives as long as one test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("autorec-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
