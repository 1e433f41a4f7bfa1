using Dapper;

namespace AutoRec.Examples.Serving.Store;

/// <summary>Fills an empty database, in one transaction, so that an interrupted start begins again.</summary>
internal sealed partial class Seed(Database database, DataSettings settings, ILogger<Seed> logger)
{
    public async Task FillAsync()
    {
        await using var connection = await database.OpenAsync();
        if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM items") > 0)
            return;
        var seed = SeedRatings.Load(settings.Ratings);
        await using var transaction = await connection.BeginTransactionAsync();

        await BulkInsert.RunAsync(transaction, "items", ["id", "title", "year"], Items(seed));
        var users = seed.Ratings.Select(rating => rating.UserId).Distinct().ToList();
        var created = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await BulkInsert.RunAsync(
            transaction, "visitors", ["secret", "created"], users.Select(user => (object?[])[SecretOf(user), created]));
        var visitors = (await connection.QueryAsync<(string Secret, long Id)>("SELECT secret, id FROM visitors", transaction: transaction))
            .ToDictionary(visitor => visitor.Secret, visitor => visitor.Id);
        await BulkInsert.RunAsync(
            transaction,
            "ratings",
            ["visitor", "item", "stars", "rated_at"],
            seed.Ratings.Select(rating => (object?[])
            [
                visitors[SecretOf(rating.UserId)], SeedRatings.IdOf(rating.ItemId), (double)rating.Label, rating.Timestamp * 1000,
            ]));
        await transaction.CommitAsync();
        LogFilled(seed.Ratings.Count, users.Count, seed.Origin);
    }

    // Too short for a cookie, so nobody can be this visitor.
    private static string SecretOf(int user) => $"import-{user}";

    private static IEnumerable<object?[]> Items(SeedRatings seed)
    {
        foreach (var item in seed.Titles.Keys.Union(seed.Ratings.Select(rating => rating.ItemId)))
        {
            var (title, year) = seed.Titles.TryGetValue(item, out var text) ? FilmTitle.Parse(text) : ($"Film {item}", null);
            yield return [SeedRatings.IdOf(item), title, (long?)year];
        }
    }

    [LoggerMessage(LogLevel.Information, "Filled the database with {Ratings} ratings of {Visitors} visitors from {Origin}")]
    private partial void LogFilled(int ratings, int visitors, string origin);
}
