using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AutoRec.Examples.Serving.Store;

/// <summary>Opens connections to the database. All SQL of the service runs on both providers.</summary>
internal sealed class Database : IAsyncDisposable
{
    // Constants of this program: its name as a number, and how long a killed process may still have its lock.
    private const long LockKey = 0x4175746F526563; // "AutoRec"
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly DbDataSource _source;
    private DbConnection? _lock;

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

    /// <summary>Takes the database for this process. A SQLite file needs no lock of its own, because the data folder has one.</summary>
    /// <exception cref="UserErrorException">Another process has it.</exception>
    public async Task LockAsync()
    {
        if (Provider == DatabaseProvider.Sqlite)
            return;
        _lock = await _source.OpenConnectionAsync();
        var clock = Stopwatch.StartNew();
        while (!await _lock.ExecuteScalarAsync<bool>("SELECT pg_try_advisory_lock(@LockKey)", new { LockKey }))
        {
            if (clock.Elapsed > LongestWait)
            {
                throw new UserErrorException(
                    "Another process serves this database; expected none, because each would train models and write their numbers. "
                    + "Stop the other process, or set another Database:ConnectionString.");
            }

            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_lock?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _source.DisposeAsync();
    }

    private static string SqliteString(DatabaseSettings settings, DataFolder folder) =>
        new SqliteConnectionStringBuilder(settings.ConnectionString ?? $"Data Source={folder.PathOf("serving.db")}")
        {
            ForeignKeys = true,
        }.ConnectionString;
}
