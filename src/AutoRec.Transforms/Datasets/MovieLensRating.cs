namespace AutoRec;

/// <summary>A rating with whole-number ids and a time, as <c>LoadMovieLens</c> and <c>LoadRatings</c> read it.</summary>
/// <remarks>It is for <c>CreateEnumerable</c>, <c>LoadFromEnumerable</c>, <c>LoadFromTextFile</c> and prediction engines.</remarks>
public sealed class MovieLensRating
{
    /// <summary>The user's id in the release.</summary>
    [LoadColumn(0)]
    public int UserId { get; set; }

    /// <summary>The movie's id in the release.</summary>
    [LoadColumn(1)]
    public int ItemId { get; set; }

    /// <summary>The rating in stars: 1 to 5 in 100K and 1M, 0.5 to 5 in steps of 0.5 in later releases.</summary>
    [LoadColumn(2)]
    public float Label { get; set; }

    /// <summary>The time of the rating, in seconds since 1970-01-01 00:00 UTC.</summary>
    [LoadColumn(3)]
    public long Timestamp { get; set; }
}
