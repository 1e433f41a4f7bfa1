namespace AutoRec.Examples.Serving.Store;

/// <summary>A visitor's rating of an item.</summary>
internal sealed record StoredRating
{
    public required string Item { get; init; }

    public double Stars { get; init; }

    /// <summary>The time, in Unix milliseconds.</summary>
    public long RatedAt { get; init; }
}
