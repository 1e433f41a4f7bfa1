namespace AutoRec.Tests;

/// <summary>The kinds of database that the service is tested with.</summary>
internal static class TestDatabase
{
    private static readonly Lazy<PostgreSqlServer> Server = new(() => new());

    /// <summary>The settings of the file in the data folder.</summary>
    public static Dictionary<string, string?> Sqlite() => new() { ["Database:Provider"] = "Sqlite" };

    /// <summary>The settings of a new database of the server, which the first call starts.</summary>
    public static Dictionary<string, string?> PostgreSql() => new()
    {
        ["Database:Provider"] = "PostgreSql",
        ["Database:ConnectionString"] = Server.Value.CreateDatabase(),
    };

    public static void Stop()
    {
        SharedApps.Dispose();
        if (Server.IsValueCreated)
            Server.Value.Dispose();
        SmallRelease.Delete();
    }
}
