using Dapper;

namespace AutoRec.Examples.Serving.Store;

/// <summary>The trainings, and the ratings that they read.</summary>
internal sealed class TrainingStore(Database database, TimeProvider time)
{
    private const int MostHeldOut = 20_000;

    private const string Columns = "number, continues, held_out_from AS HeldOutFrom, ratings, started, ended, outcome, reason, rmse, ndcg";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>All trainings, the oldest first.</summary>
    public async Task<IReadOnlyList<TrainingRecord>> AllAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<TrainingRecord>($"SELECT {Columns} FROM trainings ORDER BY number")];
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

    /// <summary>Begins a training: chooses the ratings to hold out, and marks the visitors whose ratings it reads.</summary>
    /// <remarks>
    /// A tenth of the ratings is held out, the newest ones. The time from which ratings are held out never moves back, so no model has
    /// seen a rating that a later training holds out.
    /// </remarks>
    /// <param name="continues">The model to continue.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The training; null if there is nothing to train on.</returns>
    public async Task<TrainingRecord?> BeginAsync(long? continues, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var count = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM ratings", transaction: transaction);
        var heldOut = Math.Clamp(count / 10, 1, MostHeldOut);
        var from = await connection.ExecuteScalarAsync<long?>(
            "SELECT rated_at FROM ratings ORDER BY rated_at DESC LIMIT 1 OFFSET @skipped", new { skipped = heldOut - 1 }, transaction) ?? 0;
        from = Math.Max(from, await connection.ExecuteScalarAsync<long?>(
            "SELECT MAX(held_out_from) FROM trainings", transaction: transaction) ?? 0);
        var ratings = await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM ratings WHERE rated_at < @from", new { from }, transaction);
        if (ratings == 0)
            return null;

        var training = await connection.QuerySingleAsync<TrainingRecord>(
            "INSERT INTO trainings (number, continues, held_out_from, ratings, started, outcome) "
            + "SELECT COALESCE(MAX(number), 0) + 1, @continues, @from, @ratings, @now, 'Running' FROM trainings "
            + $"RETURNING {Columns}",
            new { continues, from, ratings, now = Now },
            transaction);
        await connection.ExecuteAsync(
            "UPDATE visitors SET training = @number WHERE id IN (SELECT visitor FROM ratings WHERE rated_at < @from)",
            new { number = training.Number, from },
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
    /// <returns>The number of the model.</returns>
    public async Task<long> ImportAsync(string reason, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            "INSERT INTO trainings (number, held_out_from, ratings, started, ended, outcome, reason) "
            + "SELECT COALESCE(MAX(number), 0) + 1, @now, 0, @now, @now, 'Accepted', @reason FROM trainings RETURNING number",
            new { now = Now, reason });
    }

    /// <summary>The ratings before a time, in the order of their time.</summary>
    public async Task<IReadOnlyList<VisitorRating>> RatingsBeforeAsync(long time, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<VisitorRating>(
            "SELECT visitor, item, stars, rated_at AS RatedAt FROM ratings WHERE rated_at < @time ORDER BY rated_at, visitor, item",
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
