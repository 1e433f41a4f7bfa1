using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace AutoRec.Engines.Torch.Native;

/// <summary>
/// Loads TorchSharp's native part before TorchSharp does. TorchSharp would try as well, but it does not load on the systems that
/// <see cref="LibStdCxxCompatibility"/> is for, and its error, whatever the cause, is that a package is not referenced.
/// </summary>
internal static class LibTorch
{
    // TorchSharp's own native library, which lies in its package, and libtorch, which the application chooses a package for.
    private const string Wrapper = "LibTorchSharp";
    private const string Backend = "torch_cpu";

    private static readonly Assembly TorchSharpAssembly = typeof(torch).Assembly;
    private static readonly Lock Gate = new();
    private static volatile bool _isLoaded;

    /// <summary>To be called before the first use of <see cref="torch"/>; from any thread, and as often as one likes.</summary>
    /// <exception cref="DllNotFoundException">TorchSharp cannot work here: the message says why and what helps.</exception>
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
        // The wrapper asks for these two, and finds them by itself only in its own folder.
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
            return new DllNotFoundException($"The TorchSharp engine needs libtorch, TorchSharp's native part, and this application has none. {advice} Or train without it: on the CPU the sparse engine does, with every optimizer but L-BFGS.");

        var cause = LoadError(path);
        return new DllNotFoundException($"The TorchSharp engine needs libtorch; the one at '{path}' does not load: {cause?.Message} {advice}", cause);
    }

    private static Exception? LoadError(string path)
    {
        try
        {
            NativeLibrary.Load(path);
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return e;
        }
    }
}
