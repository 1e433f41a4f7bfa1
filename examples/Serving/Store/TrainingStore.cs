using Dapper;

namespace AutoRec.Examples.Serving.Store;

/// <summary>The trainings, and the ratings that they read.</summary>
internal sealed class TrainingStore(Database database, TimeProvider time)
{
    private const string Columns = "number, continues, held_out_from AS HeldOutFrom, ratings, started, ended, outcome, reason, rmse, ndcg";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>All trainings, the oldest first.</summary>
    public async Task<IReadOnlyList<TrainingRecord>> AllAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<TrainingRecord>($"SELECT {Columns} FROM trainings ORDER BY number")];
    }

    /// <summary>The newest trainings, the oldest of them first.</summary>
    public async Task<IReadOnlyList<TrainingRecord>> NewestAsync(int count, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var newest = await connection.QueryAsync<TrainingRecord>(
            $"SELECT {Columns} FROM trainings ORDER BY number DESC LIMIT @count", new { count });
        return [.. newest.Reverse()];
    }

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM trainings");
    }

    public async Task<TrainingRecord?> FindAsync(long number, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<TrainingRecord>(
            $"SELECT {Columns} FROM trainings WHERE number = @number", new { number });
    }

    /// <summary>The training that has not ended; null if there is none.</summary>
    public async Task<TrainingRecord?> RunningAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<TrainingRecord>($"SELECT {Columns} FROM trainings WHERE outcome = 'Running'");
    }

    /// <summary>The number of ratings since the last training began, and its time in Unix milliseconds, 0 without one.</summary>
    public async Task<(long Ratings, long LastStarted)> NewRatingsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var last = await connection.ExecuteScalarAsync<long?>("SELECT MAX(started) FROM trainings") ?? 0;
        return (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM ratings WHERE rated_at >= @last", new { last }), last);
    }

    /// <summary>The models among these that may have learned from a visitor who was forgotten since.</summary>
    public async Task<IReadOnlyList<long>> StaleAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var stale = await connection.QueryAsync<long>(
            "SELECT number FROM trainings WHERE forgotten > 0 AND number >= @oldest",
            new { oldest = numbers.DefaultIfEmpty(long.MaxValue).Min() });
        return [.. stale.Intersect(numbers)];
    }

    /// <summary>Begins a training: chooses the ratings to hold out, and marks the visitors whose ratings it reads.</summary>
    /// <remarks>
    /// A tenth of the ratings is held out, the newest ones. The time from which ratings are held out never moves back, so no model has
    /// seen a rating that a later training holds out.
    /// </remarks>
    /// <param name="continues">
    /// The model to continue. The training begins from the start if the model's own training was not accepted, read no ratings of this
    /// database, or may have learned from a visitor who was forgotten since.
    /// </param>
    /// <param name="mostHeldOut">The most ratings to hold out.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The training; null if there is nothing to train on.</returns>
    public async Task<TrainingRecord?> BeginAsync(long? continues, int mostHeldOut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var count = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM ratings", transaction: transaction);
        var heldOut = Math.Clamp(count / 10, 1, mostHeldOut);
        var from = await connection.ExecuteScalarAsync<long?>(
            "SELECT rated_at FROM ratings ORDER BY rated_at DESC LIMIT 1 OFFSET @skipped", new { skipped = heldOut - 1 }, transaction) ?? 0;
        from = Math.Max(from, await connection.ExecuteScalarAsync<long?>(
            "SELECT MAX(held_out_from) FROM trainings", transaction: transaction) ?? 0);
        var ratings = await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM ratings WHERE rated_at < @from", new { from }, transaction);
        if (ratings == 0)
            return null;

        // These updates also lock the visitors, and then the model to continue. RatingStore.ForgetAsync takes both in the same order. So
        // either its marks are seen here, or this training is seen there.
        var number = await connection.ExecuteScalarAsync<long>(
            "SELECT COALESCE(MAX(number), 0) + 1 FROM trainings", transaction: transaction);
        await connection.ExecuteAsync(
            "UPDATE visitors SET first_training = COALESCE(first_training, @number) "
            + "WHERE id IN (SELECT visitor FROM ratings WHERE rated_at < @from)",
            new { number, from },
            transaction);
        continues = await connection.ExecuteScalarAsync<long?>(
            "UPDATE trainings SET forgotten = 0 "
            + "WHERE number = @continues AND outcome = 'Accepted' AND ratings > 0 AND forgotten = 0 RETURNING number",
            new { continues },
            transaction);
        var training = await connection.QuerySingleAsync<TrainingRecord>(
            "INSERT INTO trainings (number, continues, held_out_from, ratings, started, outcome) "
            + $"VALUES (@number, @continues, @from, @ratings, @now, 'Running') RETURNING {Columns}",
            new { number, continues, from, ratings, now = Now },
            transaction);
        await transaction.CommitAsync(cancellationToken);
        return training;
    }

    /// <summary>Writes the end of a training.</summary>
    /// <returns>Whether it was still running, and not given up meanwhile.</returns>
    public async Task<bool> EndAsync(TrainingRecord training, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            "UPDATE trainings SET ended = @now, outcome = @outcome, reason = @reason, rmse = @Rmse, ndcg = @Ndcg "
            + "WHERE number = @Number AND outcome = 'Running'",
            new
            {
                training.Number,
                now = Now,
                outcome = training.Outcome.ToString(),
                reason = training.Reason is { Length: > 500 } reason ? reason[..500] : training.Reason,
                training.Rmse,
                training.Ndcg,
            }) > 0;
    }

    /// <summary>Adds a model that was trained elsewhere. Only later ratings can measure it, because it may have seen all others.</summary>
    /// <param name="reason">The origin of the model.</param>
    /// <param name="save">Saves the model by its number. If this fails, nothing is added.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The number of the model.</returns>
    public async Task<long> ImportAsync(string reason, Action<long> save, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var number = await connection.ExecuteScalarAsync<long>(
            "INSERT INTO trainings (number, held_out_from, ratings, started, ended, outcome, reason) "
            + "SELECT COALESCE(MAX(number), 0) + 1, @now, 0, @now, @now, 'Accepted', @reason FROM trainings RETURNING number",
            new { now = Now, reason },
            transaction);
        save(number);
        await transaction.CommitAsync(cancellationToken);
        return number;
    }

    /// <summary>The ratings before a time, in the order of their time, of the visitors whom a training has marked.</summary>
    /// <remarks>A rating that is committed late may be of another visitor. Forgetting this one would not give up the training.</remarks>
    public async Task<IReadOnlyList<VisitorRating>> RatingsBeforeAsync(long time, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<VisitorRating>(
            "SELECT visitor, item, stars, rated_at AS RatedAt FROM ratings "
            + "WHERE rated_at < @time AND visitor IN (SELECT id FROM visitors WHERE first_training IS NOT NULL) "
            + "ORDER BY rated_at, visitor, item",
            new { time })];
    }

    /// <summary>All ratings of the visitors who rated at a time or later, in the order of their time.</summary>
    public async Task<IReadOnlyList<VisitorRating>> RatingsOfRatersSinceAsync(long time, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<VisitorRating>(
            "SELECT visitor, item, stars, rated_at AS RatedAt FROM ratings "
            + "WHERE visitor IN (SELECT visitor FROM ratings WHERE rated_at >= @time) ORDER BY rated_at, visitor, item",
            new { time })];
    }
}
