namespace AutoRec.Tests;

/// <summary>
/// A test on real ratings. It is skipped unless the environment variable AUTOREC_DATA names a folder with <c>ml-100k</c> and
/// <c>ml-latest-small</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class RequiresMovieLensAttribute : ConditionBaseAttribute
{
    public RequiresMovieLensAttribute()
        : base(ConditionMode.Include)
        =>
            IgnoreMessage =
                $"AUTOREC_DATA is {(Root is null ? "not set" : $"'{Root}'")}; expected a folder with ml-100k and ml-latest-small.";

    public override string GroupName => "MovieLens";

    public override bool IsConditionMet =>
        Root is not null
            && File.Exists(Path.Combine(Root, "ml-100k", "u.data"))
            && File.Exists(Path.Combine(Root, "ml-latest-small", "ratings.csv"));

    private static string? Root => Environment.GetEnvironmentVariable("AUTOREC_DATA") is { Length: > 0 } root ? root : null;

    /// <summary>A path in the data folder, for example <c>DataPath("ml-100k", "u1.base")</c>.</summary>
    public static string DataPath(params string[] parts) => Path.Combine([Root!, .. parts]);
}
