using System.Runtime.InteropServices;

namespace AutoRec.Tests;

/// <summary>A test that publishes with Native AOT. It is skipped unless this is Linux x64 with a C compiler, for linking.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class RequiresNativeAotAttribute : ConditionBaseAttribute
{
    public RequiresNativeAotAttribute()
        : base(ConditionMode.Include)
        => IgnoreMessage = "Native AOT is tested on Linux x64 with gcc or clang in the PATH.";

    public override string GroupName => "NativeAot";

    public override bool IsConditionMet => OperatingSystem.IsLinux()
        && RuntimeInformation.OSArchitecture == Architecture.X64
        && (IsInPath("gcc") || IsInPath("clang"));

    private static bool IsInPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
