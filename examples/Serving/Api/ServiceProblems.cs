using Microsoft.AspNetCore.Diagnostics;

namespace AutoRec.Examples.Serving.Api;

/// <summary>Every error is a problem detail (RFC 9457). Only errors of the request tell their cause.</summary>
internal static class ServiceProblems
{
    public static void AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context =>
        {
            if (context.Exception is BadHttpRequestException error)
                context.ProblemDetails.Detail = error.Message;
            else if (context.ProblemDetails.Status == StatusCodes.Status429TooManyRequests)
                context.ProblemDetails.Detail = "Too many requests. The header Retry-After has the seconds to wait.";
        });

        // So that the problem tells which parameter is wrong, and not only that one is.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = exception =>
                exception is BadHttpRequestException error ? error.StatusCode : StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
        });
        app.UseStatusCodePages();
    }
}
