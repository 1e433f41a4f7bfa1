using System.ComponentModel.DataAnnotations;
using AutoRec.Examples.Serving.Learning;

namespace AutoRec.Examples.Serving.Api;

/// <param name="Item">The id of the item.</param>
/// <param name="Stars">The stars, on the scale of the data.</param>
public sealed record RatingRequest([Required, StringLength(64)] string Item, double Stars);

/// <param name="History">The ratings of a person, in any order, each item once.</param>
/// <param name="Count">The length of the list.</param>
/// <param name="Exclude">Items to leave out, beside the rated ones.</param>
/// <remarks>The attributes describe the bounds in the OpenAPI document. <see cref="RequestChecks"/> checks them.</remarks>
public sealed record RecommendationRequest(
    [Required, MaxLength(ServedModel.MostRatings)] IReadOnlyList<RatingRequest?> History,
    [Range(1, RecommendationRequest.MostItems)] int Count = 10,
    [MaxLength(RecommendationRequest.MostExcluded)] IReadOnlyList<string?>? Exclude = null)
{
    internal const int MostItems = 100;
    internal const int MostExcluded = 1000;
}
