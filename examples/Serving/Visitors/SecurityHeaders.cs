namespace AutoRec.Examples.Serving.Visitors;

/// <summary>Headers that tell the browser to load and run nothing but the files of this service.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        if (!context.Request.Path.HasValue || !Path.HasExtension(context.Request.Path.Value))
            headers.CacheControl = "no-store"; // Answers are of one visitor.
        return next(context);
    });
}
