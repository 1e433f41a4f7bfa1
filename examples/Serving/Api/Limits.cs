using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Threading.RateLimiting;
using AutoRec.Examples.Serving.Visitors;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace AutoRec.Examples.Serving.Api;

/// <summary>Bounds how much a client can ask for: bytes, time and requests.</summary>
internal static class Limits
{
    /// <summary>The name of the policy of changing requests, for each visitor.</summary>
    public const string OfVisitor = "visitor";

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        var limits = builder.Configuration.GetSection("Limits").Get<LimitSettings>() ?? new();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = limits.BodyBytes;
            kestrel.Limits.MaxConcurrentConnections = limits.Connections;
        });
        builder.Services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new()
        {
            Timeout = limits.Timeout,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
        });
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (context, _) =>
            {
                var headers = context.HttpContext.Response.Headers;
                if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
                    headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                Window(AddressOf(context), limits.RequestsOfAddressPerMinute));

            // New visitors share a limit by their address. Otherwise one client without a cookie would stop the first rating of everybody.
            limiter.AddPolicy(OfVisitor, context => Window(
                context.RequestServices.GetRequiredService<VisitorCookie>().Read(context.Request) ?? $"new:{AddressOf(context)}",
                limits.ChangesOfVisitorPerMinute));
        });
    }

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private static RateLimitPartition<string> Window(string key, int requestsPerMinute) => RateLimitPartition.GetFixedWindowLimiter(
        key,
        _ => new() { PermitLimit = requestsPerMinute, Window = TimeSpan.FromMinutes(1) });
}

/// <summary>The section "Limits" of the configuration.</summary>
internal sealed class LimitSettings
{
    /// <summary>The longest body of a request. A history of 500 ratings takes some 20,000 bytes.</summary>
    public long BodyBytes { get; init; } = 100_000;

    public long Connections { get; init; } = 1000;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public int RequestsOfAddressPerMinute { get; init; } = 1200;

    public int ChangesOfVisitorPerMinute { get; init; } = 120;
}
