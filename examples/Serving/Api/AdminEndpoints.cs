using System.Security.Cryptography;
using System.Text;
using AutoRec.Examples.Serving.Learning;
using AutoRec.Examples.Serving.Visitors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace AutoRec.Examples.Serving.Api;

/// <summary>Starting a training, and going back to an earlier model. Without a key in the configuration, they do not exist.</summary>
internal static class AdminEndpoints
{
    public const string Header = "X-Admin-Key";

    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/admin").WithTags("Administration")
            .WithMetadata(new RequiredHeader(Header, "The key in the configuration of the service."))
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .AddEndpointFilter(CheckKeyAsync);
        group.MapPost("/trainings", Train).WithSummary("Starts a training soon");
        group.MapPost("/models/{number:long}/current", MakeCurrentAsync).WithSummary("Makes one of the kept models current");
    }

    private static ValueTask<object?> CheckKeyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        if (services.GetRequiredService<IOptions<AdminSettings>>().Value.Key is not { Length: > 0 } key)
            return new(TypedResults.Problem(statusCode: StatusCodes.Status404NotFound));

        // Hashes have the same length, so the time of the comparison tells nothing about the key.
        var given = context.HttpContext.Request.Headers[Header].ToString();
        return CryptographicOperations.FixedTimeEquals(Hash(given), Hash(key))
            ? next(context)
            : new(TypedResults.Problem($"The header {Header} is missing or wrong.", statusCode: StatusCodes.Status401Unauthorized));
    }

    private static Accepted Train(Trainer trainer)
    {
        trainer.Ask();
        return TypedResults.Accepted("/models/current");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> MakeCurrentAsync(long number, ModelShelf shelf, CurrentModel current)
    {
        var model = shelf.Has(number) ? await LongWork.RunAsync(() => shelf.Load(number)) : null;
        return model is not null && current.TryReplace(model) ? TypedResults.NoContent() : TypedResults.Problem(
            $"There is no model {number}; kept are {string.Join(", ", shelf.Numbers)}.", statusCode: StatusCodes.Status404NotFound);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>The section "Admin" of the configuration.</summary>
internal sealed class AdminSettings
{
    /// <summary>The key that administrators send. Default: null, no administration. Set it by the variable Admin__Key.</summary>
    public string? Key { get; init; }
}
