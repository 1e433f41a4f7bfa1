using System.Runtime.InteropServices;

namespace AutoRec.Engines.Torch.Native.Tests;

/// <summary>A test of the patched copy. It runs where the system's libstdc++ is older than TorchSharp requires.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class RequiresOlderLibStdCxxAttribute : ConditionBaseAttribute
{
    public RequiresOlderLibStdCxxAttribute()
        : base(ConditionMode.Include)
        => IgnoreMessage = "The libstdc++ of this system is new enough for TorchSharp, so no copy is made.";

    public override string GroupName => "OlderLibStdCxx";

    public override bool IsConditionMet => OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad("libstdc++.so.6", out var library)
        && !NativeLibrary.TryGetExport(library, LibStdCxxCompatibility.NewSymbol, out _);
}
