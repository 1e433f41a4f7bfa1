using Dapper;

namespace AutoRec.Examples.Serving.Store;

/// <summary>The visitors, with their ratings and dismissals. A call that changes something returns when it is committed.</summary>
internal sealed class RatingStore(Database database, TimeProvider time)
{
    // Counting reads the whole table, and each page that shows the model asks every few seconds.
    private static readonly TimeSpan CountLasts = TimeSpan.FromSeconds(5);

    private volatile CountedRatings? _counted;

    /// <summary>The visitor of a cookie's secret; null if there is none, or not any more.</summary>
    public async Task<long?> FindVisitorAsync(string secret, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long?>("SELECT id FROM visitors WHERE secret = @secret", new { secret });
    }

    /// <summary>Adds a rating, or replaces the earlier one of the item.</summary>
    /// <returns>False if the visitor was forgotten meanwhile.</returns>
    public Task<bool> RateAsync(VisitorKey visitor, string item, double stars, CancellationToken cancellationToken) =>
        ChangeAsync(
            visitor,
            "INSERT INTO ratings (visitor, item, stars, rated_at) VALUES (@visitor, @item, @stars, @now) "
            + "ON CONFLICT (visitor, item) DO UPDATE SET stars = excluded.stars, rated_at = excluded.rated_at",
            item,
            stars,
            cancellationToken);

    /// <returns>False if the visitor was forgotten meanwhile.</returns>
    public Task<bool> DismissAsync(VisitorKey visitor, string item, CancellationToken cancellationToken) => ChangeAsync(
        visitor, "INSERT INTO dismissals (visitor, item) VALUES (@visitor, @item) ON CONFLICT DO NOTHING", item, 0, cancellationToken);

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

    /// <summary>The number of all ratings, as it was at most five seconds ago.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        if (_counted is { } counted && time.GetElapsedTime(counted.At) < CountLasts)
            return counted.Ratings;
        await using var connection = await database.OpenAsync(cancellationToken);
        var ratings = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM ratings");
        _counted = new(ratings, time.GetTimestamp());
        return ratings;
    }

    /// <summary>
    /// Deletes the visitor with all ratings, marks the models that may have learned from them, and gives up a running training that may.
    /// </summary>
    /// <remarks>
    /// All happens in one transaction. Otherwise a crash between the steps would let the training resume with the ratings. The visitor is
    /// deleted first, which waits for a training that begins at the same moment: <see cref="TrainingStore.BeginAsync"/>.
    /// </remarks>
    /// <returns>Whether a training was given up.</returns>
    public async Task<bool> ForgetAsync(long visitor, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var first = await connection.ExecuteScalarAsync<long?>(
            "DELETE FROM visitors WHERE id = @visitor RETURNING first_training", new { visitor }, transaction);
        await connection.ExecuteAsync(
            "UPDATE trainings SET forgotten = forgotten + 1 WHERE number >= @first", new { first }, transaction);
        var givenUp = await connection.ExecuteAsync(
            "UPDATE trainings SET outcome = 'GivenUp', ended = @now, reason = 'A visitor of its ratings was forgotten.' "
            + "WHERE outcome = 'Running' AND number >= @first",
            new { first, now = Now },
            transaction);
        await transaction.CommitAsync(cancellationToken);
        return givenUp > 0;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Changes something of a visitor, who is created by the first change.</summary>
    private async Task<bool> ChangeAsync(VisitorKey key, string sql, string item, double stars, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // Only a new visitor is inserted: one who was forgotten a moment ago must not return. The update changes nothing, but locks the
        // row, so that nobody forgets the visitor before the change is committed.
        var visitor = await connection.ExecuteScalarAsync<long?>(
            key.IsNew
                ? "INSERT INTO visitors (secret, created) VALUES (@Secret, @now) RETURNING id"
                : "UPDATE visitors SET created = created WHERE secret = @Secret RETURNING id",
            new { key.Secret, now = Now },
            transaction);
        if (visitor is null)
            return false;
        await connection.ExecuteAsync(sql, new { visitor, item, stars, now = Now }, transaction);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private sealed record CountedRatings(long Ratings, long At);
}
