namespace AutoRec;

/// <summary>A row of <c>LoadMovieLens</c>, for <c>CreateEnumerable</c>, <c>LoadFromEnumerable</c> and prediction engines.</summary>
public sealed class MovieLensRating
{
    /// <summary>The user's id in the release.</summary>
    public int UserId { get; set; }

    /// <summary>The movie's id in the release.</summary>
    public int ItemId { get; set; }

    /// <summary>The rating in stars: 1 to 5 in 100K and 1M, 0.5 to 5 in steps of 0.5 in later releases.</summary>
    public float Label { get; set; }

    /// <summary>The time of the rating, in seconds since 1970-01-01 00:00 UTC.</summary>
    public long Timestamp { get; set; }
}
