namespace AutoRec;

/// <summary>Which model file a <see cref="RecommenderSource{TUser, TItem}"/> loads, and when.</summary>
/// <typeparam name="TUser">The type of the user ids: String, Int32, Int64.</typeparam>
/// <typeparam name="TItem">The type of the item ids: String, Int32, Int64.</typeparam>
public sealed class RecommenderOptions<TUser, TItem>
    where TUser : notnull
    where TItem : notnull
{
    /// <summary>The file of <c>mlContext.Model.Save</c>.</summary>
    public string ModelFile { get; set; } = "";

    /// <summary>Whether a file that changed is loaded again. Default: true.</summary>
    public bool ReloadWhenChanged { get; set; } = true;

    /// <summary>
    /// Whether the application starts without a model, and loads the file as soon as it exists. Default: false, so that a wrong path is an
    /// error at the start.
    /// </summary>
    public bool WaitForFile { get; set; }

    /// <summary>
    /// The time between two looks at the file, at least 10 ms. A changed file is loaded at the second look that finds it the same.
    /// Default: 2 s.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);
}
