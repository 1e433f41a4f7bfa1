namespace AutoRec.Tests;

/// <summary>A test in a real browser. It is skipped unless Debian's package chromium is installed.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class RequiresChromiumAttribute : ConditionBaseAttribute
{
    public const string Executable = "/usr/bin/chromium";

    public RequiresChromiumAttribute()
        : base(ConditionMode.Include)
        => IgnoreMessage = $"There is no {Executable}; expected Debian's package chromium.";

    public override string GroupName => "Chromium";

    public override bool IsConditionMet => File.Exists(Executable);
}
