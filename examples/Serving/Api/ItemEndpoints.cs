using System.ComponentModel.DataAnnotations;
using AutoRec.Examples.Serving.Learning;
using AutoRec.Examples.Serving.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AutoRec.Examples.Serving.Api;

/// <summary>Search, and similar items.</summary>
internal static class ItemEndpoints
{
    public static void MapItems(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/items").WithTags("Items");
        group.MapGet("", Search).WithSummary("Items whose title contains a text, those that begin with it first")
            .ProducesValidationProblem();
        group.MapGet("/{item}/similar", Similar).WithSummary("Items that are chosen by the same people")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static Ok<IReadOnlyList<ItemAnswer>> Search(
        Catalogue catalogue, [StringLength(100)] string search = "", [Range(1, 100)] int count = 10) =>
        TypedResults.Ok<IReadOnlyList<ItemAnswer>>(
            [.. catalogue.Search(search, count).Select(item => new ItemAnswer(item.Id, item.Title, item.Year, item.Popularity))]);

    private static Results<Ok<SimilarAnswer>, ProblemHttpResult> Similar(
        string item, Catalogue catalogue, CurrentModel current, [Range(1, 100)] int count = 10)
    {
        if (catalogue.Find(item) is not { } found)
            return RequestChecks.NoSuchItem(item);
        if (current.Value is not { } model)
            return RequestChecks.NoModel();
        if (!model.Recommender.HasItem(item))
            return RequestChecks.NotInModel(item);
        var similar = model.Recommender.SimilarItems(item, count)
            .Select(other => (Item: catalogue.Find(other.Item), other.Similarity))
            .Where(other => other.Item is not null)
            .Select(other => new SimilarItem(other.Item!.Id, other.Item.Title, other.Item.Year, other.Similarity));
        return TypedResults.Ok(new SimilarAnswer(model.Number, found.Id, found.Title, [.. similar]));
    }
}
