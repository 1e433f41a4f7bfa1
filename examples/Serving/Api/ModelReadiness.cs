using AutoRec.Examples.Serving.Learning;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AutoRec.Examples.Serving.Api;

/// <summary>Ready means that a model answers, not only popular titles.</summary>
internal sealed class ModelReadiness(CurrentModel current) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(current.Value is { } model
            ? HealthCheckResult.Healthy($"Model {model.Number} answers.")
            : HealthCheckResult.Unhealthy("The first model is still being trained."));
}
