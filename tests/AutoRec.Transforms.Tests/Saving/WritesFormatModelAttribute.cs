namespace AutoRec.Tests;

/// <summary>
/// Writes the committed models anew. Once a format has been released its models must not change: this is for a new format, whose
/// number the files' names carry. To run it:
/// <c>AUTOREC_WRITE_FORMAT_MODEL=1 dotnet test --project tests/AutoRec.Transforms.Tests --filter Name~WriteFormatModels</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class WritesFormatModelAttribute : ConditionBaseAttribute
{
    public WritesFormatModelAttribute()
        : base(ConditionMode.Include)
        => IgnoreMessage = "It writes the committed models anew, which AUTOREC_WRITE_FORMAT_MODEL=1 asks for.";

    public override string GroupName => "WriteFormatModel";

    public override bool IsConditionMet => Environment.GetEnvironmentVariable("AUTOREC_WRITE_FORMAT_MODEL") == "1";
}
