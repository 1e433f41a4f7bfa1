using AutoRec.Examples.Serving.Store;
using Dapper;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AutoRec.Examples.Serving.Api;

/// <summary>Ready means that the database answers, too.</summary>
internal sealed class DatabaseReadiness(Database database) : IHealthCheck
{
    /// <remarks>An exception, such as that of a lost connection, counts as unhealthy.</remarks>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteScalarAsync<long?>(new("SELECT 1 FROM items LIMIT 1", cancellationToken: cancellationToken));
        return HealthCheckResult.Healthy("The database answers.");
    }
}
