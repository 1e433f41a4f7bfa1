using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AutoRec;

/// <summary>Loads the model at the start of the host, and again when its file changed.</summary>
/// <remarks>
/// It polls, because the events of a FileSystemWatcher get lost on network folders and on volumes of containers, and come while a file is
/// still being written.
/// </remarks>
internal sealed partial class RecommenderLoading<TUser, TItem>(
    RecommenderSource<TUser, TItem> source,
    IOptions<RecommenderOptions<TUser, TItem>> options,
    TimeProvider clock,
    ILogger<RecommenderSource<TUser, TItem>> logger) : BackgroundService
    where TUser : notnull
    where TItem : notnull
{
    private readonly RecommenderOptions<TUser, TItem> _options = options.Value;
    private ModelFileStamp? _tried;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_options.WaitForFile)
            LogLoaded(await source.ReloadAsync(cancellationToken).ConfigureAwait(false));
        else if (source.ReadStamp() is { } stamp)
            await TryReloadAsync(stamp, cancellationToken).ConfigureAwait(false);
        else
            LogWaiting(logger, Path.GetFullPath(_options.ModelFile));
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.PollInterval, clock);
        ModelFileStamp? last = null;
        while ((_options.ReloadWhenChanged || !source.IsLoaded) && await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            var stamp = source.ReadStamp();
            if (stamp is not null && stamp == last && stamp != _tried && (!source.IsLoaded || stamp != source.Current.Stamp))
                await TryReloadAsync(stamp, stoppingToken).ConfigureAwait(false);
            last = stamp;
        }
    }

    /// <summary>Loads the file once for each of its states. One that could not be read is tried again.</summary>
    private async Task TryReloadAsync(ModelFileStamp stamp, CancellationToken cancellationToken)
    {
        try
        {
            var (loaded, handlerError) = await source.ReplaceAsync(cancellationToken).ConfigureAwait(false);
            LogLoaded(loaded);
            if (handlerError is not null)
                LogHandlerFailed(logger, loaded.File, handlerError.SourceException);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _tried = e is IOException or UnauthorizedAccessException ? null : stamp;
            LogNotLoaded(logger, stamp.Path, source.IsLoaded ? "The earlier model stays." : "There is no model yet.", e);
        }
    }

    private void LogLoaded(LoadedRecommender<TUser, TItem> loaded) =>
        LogLoaded(logger, loaded.File, loaded.Recommender.Users.Count, loaded.Recommender.Items.Count);

    [LoggerMessage(1, LogLevel.Information, "Loaded '{File}': {Users} users, {Items} items.")]
    private static partial void LogLoaded(ILogger logger, string file, int users, int items);

    [LoggerMessage(2, LogLevel.Warning, "'{File}' is not loaded. {Consequence}")]
    private static partial void LogNotLoaded(ILogger logger, string file, string consequence, Exception exception);

    [LoggerMessage(3, LogLevel.Information, "Waits for the model file '{File}'.")]
    private static partial void LogWaiting(ILogger logger, string file);

    [LoggerMessage(4, LogLevel.Error, "'{File}' is loaded and its model is current, but a handler of the event Changed failed.")]
    private static partial void LogHandlerFailed(ILogger logger, string file, Exception exception);
}
