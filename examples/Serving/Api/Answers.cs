namespace AutoRec.Examples.Serving.Api;

/// <summary>A recommended list.</summary>
/// <param name="Model">The number of the model of all predictions; null until the first one is trained.</param>
/// <param name="Popular">Whether these are the most rated items, because no rating tells the visitor's taste.</param>
/// <param name="Ratings">The number of ratings that the list is made from.</param>
/// <param name="Items">The items, the best first.</param>
internal sealed record RecommendationsAnswer(
    long? Model, bool Popular, int Ratings, IReadOnlyList<RecommendedItem> Items);

/// <param name="Stars">The expected stars; null until the first model is trained.</param>
/// <param name="Reasons">The two ratings of the visitor with the most influence on the expected stars.</param>
internal sealed record RecommendedItem(
    string Item, string Title, long? Year, ExpectedStars? Stars, IReadOnlyList<Reason> Reasons);

/// <param name="Rating">The expected stars.</param>
/// <param name="Low">The lower end of the interval that holds the actual stars in 80 % of the cases.</param>
/// <param name="High">The upper end.</param>
internal sealed record ExpectedStars(float Rating, float Low, float High);

/// <param name="Stars">The visitor's stars.</param>
/// <param name="Effect">The stars that this rating adds to the expected ones.</param>
internal sealed record Reason(string Item, string Title, float Stars, double Effect);

/// <param name="Score">The expected stars, not clipped to the scale: the base and all effects.</param>
/// <param name="Base">The stars that no rating explains.</param>
/// <param name="Reasons">All ratings of the visitor, those with the most influence first; at most 50.</param>
internal sealed record ExplanationAnswer(
    long Model, string Item, string Title, long? Year, double Score, double Base, IReadOnlyList<Reason> Reasons);

internal sealed record ItemAnswer(string Item, string Title, long? Year, long Popularity);

/// <param name="Items">The items that are chosen by the same people, the most similar first.</param>
internal sealed record SimilarAnswer(long Model, string Item, string Title, IReadOnlyList<SimilarItem> Items);

/// <param name="Similarity">A cosine, at most 1.</param>
internal sealed record SimilarItem(string Item, string Title, long? Year, float Similarity);

internal sealed record RatedItem(string Item, string Title, long? Year, double Stars, DateTimeOffset RatedAt);

/// <param name="Visitor">Whether the service knows the visitor.</param>
internal sealed record ExportAnswer(bool Visitor, IReadOnlyList<RatedItem> Ratings, IReadOnlyList<ItemTitle> Dismissed);

internal sealed record ItemTitle(string Item, string Title);
