namespace AutoRec.Engines.Torch.Native.Tests;

/// <summary>TorchSharp's native library for Linux, which its package copies to the output on every system.</summary>
internal static class NativeTestFiles
{
    public static string NativeDirectory { get; } = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native");

    public static byte[] ReadLibTorchSharp() => File.ReadAllBytes(Path.Combine(NativeDirectory, "libLibTorchSharp.so"));
}

/// <summary>A folder for one test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("autorec-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
