using Microsoft.Extensions.Primitives;

namespace AutoRec.Examples.Serving.Visitors;

/// <summary>Headers that tell the browser to load and run nothing but the files of this service.</summary>
internal static class SecurityHeaders
{
    /// <remarks>They are set when the response starts, because the handler of exceptions clears earlier ones.</remarks>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(SetAsync, context.Response);
        return next(context);
    });

    private static Task SetAsync(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        headers.ContentSecurityPolicy =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        if (StringValues.IsNullOrEmpty(headers.CacheControl))
            headers.CacheControl = "no-store"; // Answers are of one visitor.
        return Task.CompletedTask;
    }
}
