namespace AutoRec.Examples.Serving.Store;

/// <summary>A film.</summary>
internal sealed record Item
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public long? Year { get; init; }

    /// <summary>The number of ratings when the catalogue was loaded: at the start, and after each training.</summary>
    public long Popularity { get; init; }
}
