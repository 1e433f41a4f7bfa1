using System.Runtime.InteropServices;

namespace AutoRec.Engines.Torch.Native.Tests;

/// <summary>A test of the patched copy in use: it runs where the system's libstdc++ lacks what TorchSharp asks for.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class RequiresOlderLibStdCxxAttribute : ConditionBaseAttribute
{
    public RequiresOlderLibStdCxxAttribute()
        : base(ConditionMode.Include)
        => IgnoreMessage = "This system has what TorchSharp's native library asks for: no copy is made here.";

    public override string GroupName => "OlderLibStdCxx";

    public override bool IsConditionMet => OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad("libstdc++.so.6", out var library)
        && !NativeLibrary.TryGetExport(library, LibStdCxxCompatibility.NewSymbol, out _);
}
