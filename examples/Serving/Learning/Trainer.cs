using System.Diagnostics;
using AutoRec.Examples.Serving.Store;
using Microsoft.Extensions.Options;

namespace AutoRec.Examples.Serving.Learning;

/// <summary>Trains in the background: when enough ratings or enough time have passed, when asked, and after an interruption.</summary>
internal sealed partial class Trainer(
    IOptions<LearningSettings> settings,
    TrainingStore trainings,
    TrainingFolder files,
    ModelTraining training,
    ModelTrial trial,
    ModelShelf shelf,
    CurrentModel current,
    Catalogue catalogue,
    LearningMetrics metrics,
    TimeProvider time,
    ILogger<Trainer> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private volatile bool _asked;
    private volatile CancellationTokenSource? _running;
    private volatile TrainingProgress? _progress;

    /// <summary>The progress of the running training; null if none has finished an epoch.</summary>
    public TrainingProgress? Progress => _progress;

    /// <summary>Starts a training soon, whether there are new ratings or not.</summary>
    public void Ask()
    {
        _asked = true;
        Wake();
    }

    /// <summary>Gives up the running training and starts another without the ratings that were deleted.</summary>
    public void StartAnew()
    {
        _running?.Cancel();
        Ask();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await LoadCurrentAsync(stoppingToken);
        var pause = settings.Value.CheckEvery;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await NextAsync(stoppingToken) is { } next)
                {
                    await RunAsync(next, stoppingToken);
                    pause = settings.Value.CheckEvery;
                }
                else
                    await _wake.WaitAsync(settings.Value.CheckEvery, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The service goes on with its present model, and tries again when the database or the disk is back. Without a model, it
                // also tries again a training that was given up.
                _asked |= current.Value is null;
                LogFailed(pause.TotalSeconds, e);
                await Task.WhenAny(_wake.WaitAsync(pause, stoppingToken)); // Does not throw.
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task LoadCurrentAsync(CancellationToken stoppingToken)
    {
        var all = await trainings.AllAsync(stoppingToken);
        shelf.DeleteOthers(all.Where(training => training.Outcome is TrainingOutcome.Accepted or TrainingOutcome.Running)
            .Select(training => training.Number));
        _asked = true; // Until a model is there.
        if (shelf.Current is not { } number)
            return;
        try
        {
            current.TryReplace(await Task.Run(() => shelf.Load(number), stoppingToken));
            LogLoaded(number);
            _asked = false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotLoaded(number, shelf.PathOf(number), e);
        }
    }

    /// <summary>The interrupted training, or a new one if it is time; otherwise null.</summary>
    private async Task<TrainingRecord?> NextAsync(CancellationToken stoppingToken)
    {
        var interrupted = await trainings.RunningAsync(stoppingToken);
        files.DeleteAllBut(interrupted?.Number);
        if (interrupted is null && !_asked && !await IsDueAsync(stoppingToken))
            return null;
        _asked = false;
        if (interrupted is not null)
            return interrupted;
        var isFromStart = (await trainings.CountAsync(stoppingToken) + 1) % settings.Value.FromStartEvery == 0;

        // Not as LongWork: ratings would wait for a thread that gives way to everything while it locks the database.
        return await trainings.BeginAsync(isFromStart ? null : current.Value?.Number, settings.Value.MostHeldOut, stoppingToken);
    }

    /// <summary>Whether there are many new ratings, or whether it is time to learn a few or to unlearn forgotten visitors.</summary>
    private async Task<bool> IsDueAsync(CancellationToken stoppingToken)
    {
        var (ratings, lastStarted) = await trainings.NewRatingsAsync(stoppingToken);
        if (ratings >= settings.Value.AfterRatings)
            return true;
        var elapsed = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(lastStarted);
        return elapsed >= settings.Value.AfterTime
            && (ratings > 0 || (await trainings.StaleAsync(shelf.Numbers, stoppingToken)).Count > 0);
    }

    private async Task RunAsync(TrainingRecord next, CancellationToken stoppingToken)
    {
        var cancellation = new CancellationTokenSource(); // Not disposed: a request may be about to cancel it.
        using var activity = metrics.StartTraining(next);
        (_running, _progress) = (cancellation, null);
        try
        {
            // From here on, StartAnew cancels. What was given up just before stands in the database.
            if (await trainings.RunningAsync(stoppingToken) is null)
                return;
            if (!files.HasRatings(next))
            {
                var ratings = await LongWork.RunAsync(() => trainings.RatingsBeforeAsync(next.HeldOutFrom, stoppingToken));
                await LongWork.RunAsync(() => files.Write(next, ratings));
            }

            if (next.Continues is { } number && !shelf.Has(number))
                next = next with { Continues = null };
            LogStarted(next.Number, next.Ratings, next.Continues is { } model ? $"continuing model {model}" : "from the start");
            var clock = Stopwatch.StartNew();
            if (!shelf.Has(next.Number))
                await LongWork.RunAsync(() => training.Run(next, Report, stoppingToken, cancellation.Token));
            var ended = await trial.RunAsync(next, cancellation.Token);
            activity?.SetTag("outcome", ended.Outcome.ToString());
            LogEnded(next.Number, clock.Elapsed.TotalSeconds, ended.Outcome, ended.Reason ?? "", ended.Rmse, ended.Ndcg);
            if (ended.Outcome == TrainingOutcome.Accepted)
                current.DeleteOthers(await trainings.StaleAsync(shelf.Numbers, stoppingToken));
            await LongWork.RunAsync(() => catalogue.LoadAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // The database already says that it was given up, so that a crash cannot resume it.
            current.DeleteOthers([next.Number]);
            LogGivenUp(next.Number);
        }
        catch (InvalidOperationException e)
        {
            // It would fail again in the same way, as its loss is not finite or its ratings cannot be trained on. With other ratings or
            // settings, the next training may succeed.
            await trainings.EndAsync(next with { Outcome = TrainingOutcome.GivenUp, Reason = e.Message }, stoppingToken);
            throw;
        }
        finally
        {
            (_running, _progress, metrics.TrainingProgress) = (null, null, 0);
        }
    }

    private void Report(TrainingProgress progress)
    {
        if (_progress is null && progress.Epoch > 1)
            LogResumed(progress.Epoch - 1, progress.Epochs);
        (_progress, metrics.TrainingProgress) = (progress, (double)progress.Epoch / progress.Epochs);
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    [LoggerMessage(LogLevel.Information, "Loaded model {Number}")]
    private partial void LogLoaded(long number);

    [LoggerMessage(LogLevel.Error, "Model {Number} cannot be loaded from '{File}', so a training from the start replaces it")]
    private partial void LogNotLoaded(long number, string file, Exception exception);

    [LoggerMessage(LogLevel.Information, "Training {Number} runs on {Ratings} ratings, {Start}")]
    private partial void LogStarted(long number, long ratings, string start);

    [LoggerMessage(LogLevel.Information, "The training resumes after epoch {Epoch} of {Epochs}")]
    private partial void LogResumed(int epoch, int epochs);

    [LoggerMessage(
        LogLevel.Information, "Training {Number} ended after {Seconds:F1} s: {Outcome} {Reason} RMSE {Rmse:F4}, NDCG@10 {Ndcg:F4}")]
    private partial void LogEnded(long number, double seconds, TrainingOutcome outcome, string reason, double? rmse, double? ndcg);

    [LoggerMessage(LogLevel.Information, "Training {Number} was given up, because a visitor of its ratings was forgotten")]
    private partial void LogGivenUp(long number);

    [LoggerMessage(LogLevel.Error, "The training failed. The service looks in {Seconds} s whether to resume it or to start another")]
    private partial void LogFailed(double seconds, Exception exception);
}
