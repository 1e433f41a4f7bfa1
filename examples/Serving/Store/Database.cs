using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AutoRec.Examples.Serving.Store;

/// <summary>Opens connections to the database. All SQL of the service runs on both providers.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly DbDataSource _source;

    /// <exception cref="UserErrorException">The connection string is missing or malformed.</exception>
    public Database(DatabaseSettings settings, DataFolder folder)
    {
        Provider = settings.Provider;
        try
        {
            ConnectionString = Provider == DatabaseProvider.Sqlite ? SqliteString(settings, folder) : settings.ConnectionString
                ?? throw new UserErrorException("Database:ConnectionString is missing; PostgreSql needs one: 'Host=…;Database=…'.");
            _source = Provider == DatabaseProvider.Sqlite
                ? SqliteFactory.Instance.CreateDataSource(ConnectionString)
                : NpgsqlDataSource.Create(ConnectionString);
        }
        catch (ArgumentException e)
        {
            // The message names the wrong part only; the string may hold a password.
            throw new UserErrorException($"Database:ConnectionString is not one of {Provider}: {e.Message}");
        }
    }

    public DatabaseProvider Provider { get; }

    public string ConnectionString { get; }

    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken = default)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken);

        // FULL, because in WAL mode anything less may lose the last commits with the power.
        if (Provider == DatabaseProvider.Sqlite)
            await connection.ExecuteAsync("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000");
        return connection;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static string SqliteString(DatabaseSettings settings, DataFolder folder) =>
        new SqliteConnectionStringBuilder(settings.ConnectionString ?? $"Data Source={folder.PathOf("serving.db")}")
        {
            ForeignKeys = true,
        }.ConnectionString;
}
