using Dapper;

namespace AutoRec.Examples.Serving.Store;

/// <summary>The visitors, with their ratings and dismissals. A call that changes something returns when it is committed.</summary>
internal sealed class RatingStore(Database database, TimeProvider time)
{
    /// <summary>The visitor of a cookie's secret; null if there is none, or not any more.</summary>
    public async Task<long?> FindVisitorAsync(string secret, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long?>("SELECT id FROM visitors WHERE secret = @secret", new { secret });
    }

    /// <summary>Adds a rating, or replaces the earlier one of the item.</summary>
    public Task RateAsync(string secret, string item, double stars, CancellationToken cancellationToken) =>
        ChangeAsync(
            secret,
            "INSERT INTO ratings (visitor, item, stars, rated_at) VALUES (@visitor, @item, @stars, @now) "
            + "ON CONFLICT (visitor, item) DO UPDATE SET stars = excluded.stars, rated_at = excluded.rated_at",
            item,
            stars,
            cancellationToken);

    public Task DismissAsync(string secret, string item, CancellationToken cancellationToken) => ChangeAsync(
        secret, "INSERT INTO dismissals (visitor, item) VALUES (@visitor, @item) ON CONFLICT DO NOTHING", item, 0, cancellationToken);

    /// <returns>Whether there was a rating.</returns>
    public async Task<bool> DeleteRatingAsync(long visitor, string item, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "DELETE FROM ratings WHERE visitor = @visitor AND item = @item", new { visitor, item }) > 0;
    }

    /// <returns>Whether the item was dismissed.</returns>
    public async Task<bool> DeleteDismissalAsync(long visitor, string item, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "DELETE FROM dismissals WHERE visitor = @visitor AND item = @item", new { visitor, item }) > 0;
    }

    /// <summary>The visitor's ratings, the newest first.</summary>
    public async Task<IReadOnlyList<StoredRating>> RatingsOfAsync(long visitor, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<StoredRating>(
            "SELECT item, stars, rated_at AS RatedAt FROM ratings WHERE visitor = @visitor ORDER BY rated_at DESC, item", new { visitor })];
    }

    public async Task<IReadOnlyList<string>> DismissalsOfAsync(long visitor, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<string>(
            "SELECT item FROM dismissals WHERE visitor = @visitor ORDER BY item", new { visitor })];
    }

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM ratings");
    }

    /// <summary>Deletes the visitor with all ratings, and gives up a running training that has ratings of the visitor.</summary>
    /// <remarks>
    /// Both happen in one transaction. Otherwise a crash between them would let the training resume with the ratings.
    /// </remarks>
    /// <returns>Whether a training was given up.</returns>
    public async Task<bool> ForgetAsync(long visitor, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var givenUp = await connection.ExecuteAsync(
            "UPDATE trainings SET outcome = 'GivenUp', ended = @now, reason = 'A visitor of its ratings was forgotten.' "
            + "WHERE outcome = 'Running' AND number = (SELECT training FROM visitors WHERE id = @visitor)",
            new { visitor, now = Now },
            transaction);
        await connection.ExecuteAsync("DELETE FROM visitors WHERE id = @visitor", new { visitor }, transaction);
        await transaction.CommitAsync(cancellationToken);
        return givenUp > 0;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Changes something of a visitor, who is created by the first change.</summary>
    private async Task ChangeAsync(string secret, string sql, string item, double stars, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(
            "INSERT INTO visitors (secret, created) VALUES (@secret, @now) ON CONFLICT (secret) DO NOTHING",
            new { secret, now = Now },
            transaction);
        var visitor = await connection.ExecuteScalarAsync<long>(
            "SELECT id FROM visitors WHERE secret = @secret", new { secret }, transaction);
        await connection.ExecuteAsync(sql, new { visitor, item, stars, now = Now }, transaction);
        await transaction.CommitAsync(cancellationToken);
    }
}
