namespace AutoRec.Examples.Serving.Store;

/// <summary>The section "Database" of the configuration.</summary>
internal sealed class DatabaseSettings
{
    public DatabaseProvider Provider { get; init; }

    /// <summary>The connection string. Default for SQLite: the file <c>serving.db</c> in the data folder.</summary>
    public string? ConnectionString { get; init; }
}

/// <summary>The kind of database.</summary>
internal enum DatabaseProvider
{
    Sqlite,
    PostgreSql,
}
