namespace AutoRec;

/// <summary>
/// One rating, as <c>LoadMovieLens</c> reads it: the row type for <c>mlContext.Data.CreateEnumerable</c>, <c>LoadFromEnumerable</c>
/// and prediction engines.
/// </summary>
public sealed class MovieLensRating
{
    /// <summary>The user's id, as the release numbers them.</summary>
    public int UserId { get; set; }

    /// <summary>The item's (movie's) id, as the release numbers them.</summary>
    public int ItemId { get; set; }

    /// <summary>The rating in stars: 1 to 5 in 100K and 1M, 0.5 to 5 in steps of a half in the later releases.</summary>
    public float Label { get; set; }

    /// <summary>When the rating was given: seconds since 1970-01-01 00:00 UTC.</summary>
    public long Timestamp { get; set; }
}
