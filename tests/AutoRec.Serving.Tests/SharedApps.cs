namespace AutoRec.Tests;

/// <summary>A service for each database, for the tests that change nothing but their own visitors.</summary>
internal static class SharedApps
{
    private static readonly Lazy<ServingApp> OnSqlite = new(() => new(TestDatabase.Sqlite()));
    private static readonly Lazy<ServingApp> OnPostgreSql = new(() => new(TestDatabase.PostgreSql()));

    public static ServingApp Sqlite => OnSqlite.Value;

    public static ServingApp PostgreSql => OnPostgreSql.Value;

    public static void Dispose()
    {
        foreach (var app in (Lazy<ServingApp>[])[OnSqlite, OnPostgreSql])
        {
            if (app.IsValueCreated)
                app.Value.Dispose();
        }
    }
}
