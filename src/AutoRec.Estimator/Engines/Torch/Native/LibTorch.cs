using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace AutoRec.Engines.Torch.Native;

/// <summary>Loads TorchSharp's native libraries before TorchSharp does, to support older systems and to explain failures.</summary>
internal static class LibTorch
{
    private const string Wrapper = "LibTorchSharp"; // TorchSharp's own native library.
    private const string Backend = "torch_cpu"; // libtorch, whose package the application chooses.

    private static readonly Assembly TorchSharpAssembly = typeof(torch).Assembly;
    private static readonly object Gate = new();
    private static bool _isLoaded;

    /// <summary>Loads the libraries once. Call this before using <see cref="torch"/>, on any thread.</summary>
    /// <exception cref="DllNotFoundException">A library cannot be loaded; the message gives the reason and a remedy.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (!_isLoaded)
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
            return new($"The TorchSharp engine needs libtorch, which this application does not reference. {advice} "
                + "Or use the sparse engine, which needs no libtorch. It supports the CPU and all optimizers except L-BFGS.");
        }

        Exception? cause = null;
        try
        {
            NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            cause = e;
        }

        return new($"The TorchSharp engine cannot load libtorch from '{path}': {cause?.Message} {advice}", cause);
    }
}
