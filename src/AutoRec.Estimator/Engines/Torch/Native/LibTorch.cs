using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace AutoRec.Engines.Torch.Native;

/// <summary>
/// Loads TorchSharp's native libraries before TorchSharp does, also on the systems of <see cref="LibStdCxxCompatibility"/>, and with errors
/// that name the cause.
/// </summary>
internal static class LibTorch
{
    // TorchSharp's own native library, and libtorch, whose package the application chooses.
    private const string Wrapper = "LibTorchSharp";
    private const string Backend = "torch_cpu";

    private static readonly Assembly TorchSharpAssembly = typeof(torch).Assembly;
    private static readonly Lock Gate = new();
    private static volatile bool _isLoaded;

    /// <summary>Call this before using <see cref="torch"/>. Any thread may call it repeatedly.</summary>
    /// <exception cref="DllNotFoundException">A library cannot be loaded; the message gives the reason and a remedy.</exception>
    public static void EnsureLoaded()
    {
        if (_isLoaded)
            return;

        lock (Gate)
        {
            if (_isLoaded)
                return;
            Load();
            _isLoaded = true;
        }
    }

    private static void Load()
    {
        // The wrapper needs these two and looks for them in its own folder only.
        var hasBackend = TryLoad(Backend);
        TryLoad("torch");
        if (TryLoad(Wrapper))
            return;
        if (!hasBackend)
            throw BackendError(NativeFiles.Find(Backend, TorchSharpAssembly), NativeBackendPackages.Platform);

        if (OperatingSystem.IsLinux() && NativeFiles.Find(Wrapper, TorchSharpAssembly) is { } path)
            CompatibleCopy.Load(path);
        else
            NativeLibrary.Load(Wrapper, TorchSharpAssembly, searchPath: null);
    }

    private static bool TryLoad(string name) => NativeLibrary.TryLoad(name, TorchSharpAssembly, searchPath: null, out _);

    internal static DllNotFoundException BackendError(string? path, string platform)
    {
        var advice = NativeBackendPackages.Advice(platform);
        if (path is null)
        {
            return new DllNotFoundException(
                $"The TorchSharp engine needs libtorch, which this application does not reference. {advice} "
                + "Or use the sparse engine, which trains on the CPU without libtorch, with every optimizer except L-BFGS.");
        }

        var (prefix, cause) = ($"The TorchSharp engine cannot load libtorch from '{path}':", default(Exception));
        try
        {
            NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            cause = e;
        }

        return new DllNotFoundException($"{prefix} {cause?.Message} {advice}", cause);
    }
}
