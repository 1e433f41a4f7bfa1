using AutoRec.Examples.Serving.Store;
using AutoRec.Examples.Serving.Visitors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AutoRec.Examples.Serving.Api;

/// <summary>The visitor's own ratings and dismissals.</summary>
internal static class RatingEndpoints
{
    public static void MapRatings(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Ratings");
        group.MapGet("/ratings", GetAsync).WithSummary("Your ratings, the newest first");

        var changes = group.MapGroup("").RequireAntiforgery().RequireRateLimiting(Limits.OfVisitor);
        changes.MapPost("/ratings", RateAsync).WithSummary("Rates an item, or changes the rating")
            .ProducesProblem(StatusCodes.Status410Gone);
        changes.MapDelete("/ratings/{item}", DeleteAsync).WithSummary("Takes a rating back")
            .ProducesProblem(StatusCodes.Status404NotFound);
        changes.MapPut("/dismissals/{item}", DismissAsync).WithSummary("Leaves an item out of your lists")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone);
        changes.MapDelete("/dismissals/{item}", DeleteDismissalAsync).WithSummary("Lets an item into your lists again")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<IReadOnlyList<RatedItem>>> GetAsync(
        Visitor visitor, RatingStore store, Catalogue catalogue, CancellationToken cancellationToken) =>
        TypedResults.Ok(await ReadAsync(await visitor.FindAsync(), store, catalogue, cancellationToken));

    public static async Task<IReadOnlyList<RatedItem>> ReadAsync(
        long? visitor, RatingStore store, Catalogue catalogue, CancellationToken cancellationToken)
    {
        if (visitor is null)
            return [];
        var ratings = await store.RatingsOfAsync(visitor.Value, cancellationToken);
        return [.. ratings.Select(rating => (Rating: rating, Film: catalogue.Find(rating.Item)!)).Select(rated => new RatedItem(
            rated.Film.Id,
            rated.Film.Title,
            rated.Film.Year,
            rated.Rating.Stars,
            DateTimeOffset.FromUnixTimeMilliseconds(rated.Rating.RatedAt)))];
    }

    private static async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> RateAsync(
        RatingRequest rating, Visitor visitor, RatingStore store, RequestChecks checks, CancellationToken cancellationToken)
    {
        if (checks.Check(rating) is { } problem)
            return problem;
        return await store.RateAsync(await visitor.FindOrCreateAsync(), rating.Item, rating.Stars, cancellationToken)
            ? TypedResults.NoContent()
            : Forgotten();
    }

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string item, Visitor visitor, RatingStore store, CancellationToken cancellationToken) =>
        RemoveAsync(visitor, number => store.DeleteRatingAsync(number, item, cancellationToken), $"You have not rated the item '{item}'.");

    private static async Task<Results<NoContent, ProblemHttpResult>> DismissAsync(
        string item, Visitor visitor, RatingStore store, Catalogue catalogue, CancellationToken cancellationToken)
    {
        if (catalogue.Find(item) is null)
            return RequestChecks.NoSuchItem(item);
        return await store.DismissAsync(await visitor.FindOrCreateAsync(), item, cancellationToken)
            ? TypedResults.NoContent()
            : Forgotten();
    }

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteDismissalAsync(
        string item, Visitor visitor, RatingStore store, CancellationToken cancellationToken) => RemoveAsync(
            visitor, number => store.DeleteDismissalAsync(number, item, cancellationToken), $"You have not dismissed the item '{item}'.");

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Visitor visitor, Func<long, Task<bool>> delete, string refusal) => await visitor.FindAsync() is { } number && await delete(number)
        ? TypedResults.NoContent()
        : TypedResults.Problem(refusal, statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Forgotten() => TypedResults.Problem(
        "You were forgotten while this request was under way, so it changed nothing. The next one makes you a new visitor.",
        statusCode: StatusCodes.Status410Gone);
}
