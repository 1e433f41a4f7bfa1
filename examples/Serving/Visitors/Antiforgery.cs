using Microsoft.AspNetCore.Antiforgery;

namespace AutoRec.Examples.Serving.Visitors;

/// <summary>Tokens against requests that another site makes in the name of a visitor.</summary>
internal static class Antiforgery
{
    public const string Header = "X-CSRF-Token";

    public static void MapAntiforgery(this IEndpointRouteBuilder routes) => routes
        .MapGet("/antiforgery", (HttpContext context, IAntiforgery antiforgery) =>
            new AntiforgeryToken(Header, antiforgery.GetAndStoreTokens(context).RequestToken!))
        .WithSummary($"The token that each changing request sends in the header {Header}")
        .WithTags("Visitor");

    /// <summary>Answers 400 to requests without a valid token.</summary>
    public static TBuilder RequireAntiforgery<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder
        .WithMetadata(new RequiredHeader(Header, "The token of GET /antiforgery."))
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .AddEndpointFilter(async (context, next) =>
        {
            var antiforgery = context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>();
            return await antiforgery.IsRequestValidAsync(context.HttpContext) ? await next(context) : TypedResults.Problem(
                $"The header {Header} has no valid token. Take one from GET /antiforgery.", statusCode: StatusCodes.Status400BadRequest);
        });
}

/// <param name="Header">The name of the header.</param>
/// <param name="Token">Its value.</param>
internal sealed record AntiforgeryToken(string Header, string Token);
