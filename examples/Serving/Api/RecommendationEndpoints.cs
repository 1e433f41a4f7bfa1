using System.ComponentModel.DataAnnotations;
using AutoRec.Examples.Serving.Learning;
using AutoRec.Examples.Serving.Store;
using AutoRec.Examples.Serving.Visitors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AutoRec.Examples.Serving.Api;

/// <summary>Lists and explanations, for the visitor or for a history in the request.</summary>
internal static class RecommendationEndpoints
{
    public static void MapRecommendations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Recommendations");
        group.MapGet("/recommendations", RecommendAsync).WithSummary("Items for you; popular ones before your first rating")
            .ProducesValidationProblem();
        group.MapPost("/recommendations", Recommend).WithSummary("Items for the history in the body, of which nothing is stored")
            .DisableValidation(); // RequestChecks checks all.
        group.MapGet("/explanations/{item}", ExplainAsync).WithSummary("The effect of each of your ratings on an item's expected stars")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Ok<RecommendationsAnswer>> RecommendAsync(
        Visitor visitor,
        RatingStore store,
        Recommendations recommendations,
        CancellationToken cancellationToken,
        [Range(1, 100)] int count = 10)
    {
        var number = await visitor.FindAsync();
        var dismissed = number is null ? [] : await store.DismissalsOfAsync(number.Value, cancellationToken);
        return TypedResults.Ok(recommendations.Recommend(await HistoryAsync(number, store, cancellationToken), count, dismissed));
    }

    private static Results<Ok<RecommendationsAnswer>, ValidationProblem> Recommend(
        RecommendationRequest request, Recommendations recommendations, RequestChecks checks)
    {
        if (checks.Check(request) is { } problem)
            return problem;
        var history = request.History.Select(rating => (rating!.Item, (float)rating.Stars)).ToList();
        return TypedResults.Ok(recommendations.Recommend(history, request.Count, [.. request.Exclude?.OfType<string>() ?? []]));
    }

    private static async Task<Results<Ok<ExplanationAnswer>, ProblemHttpResult>> ExplainAsync(
        string item,
        Visitor visitor,
        RatingStore store,
        Catalogue catalogue,
        CurrentModel current,
        Recommendations recommendations,
        CancellationToken cancellationToken)
    {
        if (catalogue.Find(item) is not { } found)
            return RequestChecks.NoSuchItem(item);
        if (current.Value is not { } model)
            return RequestChecks.NoModel();
        var history = await HistoryAsync(await visitor.FindAsync(), store, cancellationToken);
        return recommendations.Explain(model, history, found) is { } explanation
            ? TypedResults.Ok(explanation)
            : RequestChecks.NotInModel(item);
    }

    private static async Task<IReadOnlyList<(string Item, float Stars)>> HistoryAsync(
        long? visitor, RatingStore store, CancellationToken cancellationToken) => visitor is null
        ? []
        : [.. (await store.RatingsOfAsync(visitor.Value, cancellationToken)).Select(rating => (rating.Item, (float)rating.Stars))];
}
