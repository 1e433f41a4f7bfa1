namespace AutoRec.Tests;

/// <summary>
/// A test on real ratings. It is skipped unless the environment variable AUTOREC_DATA names a folder with <c>ml-100k</c>,
/// <c>ml-latest-small</c>, and the other folders that the test needs.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class RequiresMovieLensAttribute : ConditionBaseAttribute
{
    private readonly string[] _files;

    /// <param name="otherFiles">Files of other folders, such as <c>movietweetings-train/ratings.tsv</c>.</param>
    public RequiresMovieLensAttribute(params string[] otherFiles)
        : base(ConditionMode.Include)
    {
        _files = ["ml-100k/u.data", "ml-latest-small/ratings.csv", .. otherFiles];
        IgnoreMessage =
            $"AUTOREC_DATA is {(Root is null ? "not set" : $"'{Root}'")}; expected a folder with {string.Join(", ", _files)}.";
    }

    public override string GroupName => "MovieLens";

    public override bool IsConditionMet => Root is not null && _files.All(file => File.Exists(DataPath(file)));

    private static string? Root => Environment.GetEnvironmentVariable("AUTOREC_DATA") is { Length: > 0 } root ? root : null;

    /// <summary>A path in the data folder, for example <c>DataPath("ml-100k", "u1.base")</c>.</summary>
    public static string DataPath(params string[] parts) => Path.Combine([Root!, .. parts]);
}
