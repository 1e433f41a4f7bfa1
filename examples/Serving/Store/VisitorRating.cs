namespace AutoRec.Examples.Serving.Store;

/// <summary>A rating with its visitor.</summary>
internal sealed record VisitorRating
{
    public long Visitor { get; init; }

    public required string Item { get; init; }

    public double Stars { get; init; }

    /// <summary>The time, in Unix milliseconds.</summary>
    public long RatedAt { get; init; }
}
