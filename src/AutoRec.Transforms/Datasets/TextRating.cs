namespace AutoRec;

/// <summary>A rating with text ids, as <c>LoadRatings</c> reads it if an id is no whole number.</summary>
/// <remarks>
/// It is for <c>CreateEnumerable</c>, <c>LoadFromEnumerable</c>, <c>LoadFromTextFile</c> and prediction engines. It has no time, because
/// many such files have none; <c>SplitByTime</c> and others read the column <c>Timestamp</c> of the view.
/// </remarks>
public sealed class TextRating
{
    /// <summary>The user's id.</summary>
    [LoadColumn(0)]
    public string UserId { get; set; } = "";

    /// <summary>The item's id.</summary>
    [LoadColumn(1)]
    public string ItemId { get; set; } = "";

    /// <summary>The rating.</summary>
    [LoadColumn(2)]
    public float Label { get; set; }
}
