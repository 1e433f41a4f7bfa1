using System.ComponentModel.DataAnnotations;

namespace AutoRec.Examples.Serving.Api;

/// <param name="Item">The id of the item.</param>
/// <param name="Stars">The stars, on the scale of the data.</param>
public sealed record RatingRequest([Required, StringLength(64)] string Item, double Stars);

/// <param name="History">The ratings of a person, in any order, each item once.</param>
/// <param name="Count">The length of the list.</param>
/// <param name="Exclude">Items to leave out, beside the rated ones.</param>
public sealed record RecommendationRequest(
    [Required, MaxLength(1000)] IReadOnlyList<RatingRequest?> History,
    [Range(1, 100)] int Count = 10,
    [MaxLength(1000)] IReadOnlyList<string?>? Exclude = null);
