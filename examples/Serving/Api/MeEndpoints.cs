using AutoRec.Examples.Serving.Learning;
using AutoRec.Examples.Serving.Store;
using AutoRec.Examples.Serving.Visitors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AutoRec.Examples.Serving.Api;

/// <summary>All that the service stores about the visitor: to take along, and to delete.</summary>
internal static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/me").WithTags("Visitor");
        group.MapGet("/export", ExportAsync).WithSummary("All that is stored about you, as a file");
        group.MapDelete("", ForgetAsync).WithSummary("Deletes all that is stored about you")
            .RequireAntiforgery().RequireRateLimiting(Limits.OfVisitor);
    }

    private static async Task<Ok<ExportAnswer>> ExportAsync(
        Visitor visitor, RatingStore store, Catalogue catalogue, HttpResponse response, CancellationToken cancellationToken)
    {
        var number = await visitor.FindAsync();
        var ratings = await RatingEndpoints.ReadAsync(number, store, catalogue, cancellationToken);
        var dismissed = number is null ? [] : await store.DismissalsOfAsync(number.Value, cancellationToken);
        response.Headers.ContentDisposition = "attachment; filename=\"my-ratings.json\"";
        return TypedResults.Ok(new ExportAnswer(
            number is not null, ratings, [.. dismissed.Select(item => new ItemTitle(item, catalogue.Find(item)!.Title))]));
    }

    private static async Task<NoContent> ForgetAsync(
        HttpContext context, Visitor visitor, RatingStore store, Trainer trainer, CancellationToken cancellationToken)
    {
        if (await visitor.FindAsync() is { } number && await store.ForgetAsync(number, cancellationToken))
            trainer.StartAnew();
        VisitorCookie.Delete(context);
        return TypedResults.NoContent();
    }
}
