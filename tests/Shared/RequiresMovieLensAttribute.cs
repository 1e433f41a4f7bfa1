namespace AutoRec.Tests;

/// <summary>
/// A test on real ratings: it runs where the environment variable AUTOREC_DATA names a folder that holds <c>ml-100k</c> and
/// <c>ml-latest-small</c>, and is skipped, saying so, elsewhere.
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

    /// <summary>A path below the data folder, such as <c>Path("ml-100k", "u1.base")</c>.</summary>
    public static string DataPath(params string[] parts) => Path.Combine([Root!, .. parts]);
}
