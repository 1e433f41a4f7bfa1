using System.Runtime.ExceptionServices;
using AutoRec.Recommending;
using AutoRec.Scoring;
using Microsoft.Extensions.Options;
using Microsoft.ML;

namespace AutoRec;

/// <summary>
/// The recommender that an application serves: the one of a model file. Readers never wait; they see the earlier model until the next one
/// is loaded completely.
/// </summary>
/// <example>
/// <code>
/// builder.Services.AddAutoRecRecommender&lt;string, string>("model.zip");
/// var app = builder.Build();
/// app.MapGet("/recommendations/{user}", (string user, RecommenderSource&lt;string, string> source) =>
///     source.Current.Recommender.Recommend(user).Select(recommendation => recommendation.Item));
/// </code>
/// </example>
/// <typeparam name="TUser">The type of the user ids: String, Int32, Int64.</typeparam>
/// <typeparam name="TItem">The type of the item ids: String, Int32, Int64.</typeparam>
public sealed class RecommenderSource<TUser, TItem> : IDisposable
    where TUser : notnull
    where TItem : notnull
{
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile LoadedRecommender<TUser, TItem>? _current;

    internal RecommenderSource(IOptions<RecommenderOptions<TUser, TItem>> options, TimeProvider clock) =>
        (_path, _clock) = (Path.GetFullPath(options.Value.ModelFile), clock);

    /// <summary>
    /// Raised after another model became the current one, on the thread that loaded it. A handler should not throw: the model stays
    /// current, and the exception is logged, or thrown by <see cref="ReloadAsync"/>.
    /// </summary>
    public event EventHandler<LoadedRecommender<TUser, TItem>>? Changed;

    /// <summary>Whether there is a current model: false before the start, and while the application waits for the file.</summary>
    public bool IsLoaded => _current is not null;

    /// <summary>The model that is served now.</summary>
    /// <exception cref="InvalidOperationException">No model is loaded yet.</exception>
    public LoadedRecommender<TUser, TItem> Current => _current ?? throw new InvalidOperationException(
        $"No model is loaded from '{_path}' yet. Start the host, which loads it; with WaitForFile, ask IsLoaded before.");

    /// <summary>Loads the file now, and makes its model the current one. If this fails, the current one stays.</summary>
    /// <param name="cancellationToken">Cancels waiting for another load, but not the load itself.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read now.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or contains no model that recommends to these types of ids.</exception>
    public async Task<LoadedRecommender<TUser, TItem>> ReloadAsync(CancellationToken cancellationToken = default)
    {
        var (loaded, handlerError) = await ReplaceAsync(cancellationToken).ConfigureAwait(false);
        handlerError?.Throw();
        return loaded;
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();

    /// <summary>Loads the file now, makes its model the current one, and raises the event.</summary>
    /// <returns>The model, and the exception of a handler of the event.</returns>
    internal async Task<(LoadedRecommender<TUser, TItem> Loaded, ExceptionDispatchInfo? HandlerError)> ReplaceAsync(
        CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var loaded = await Task.Run(Load, CancellationToken.None).ConfigureAwait(false);
            _current = loaded;
            return (loaded, Raise(loaded));
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>The present state of the file; null if there is none.</summary>
    internal ModelFileStamp? ReadStamp() => ModelFileStamp.Read(_path);

    private ExceptionDispatchInfo? Raise(LoadedRecommender<TUser, TItem> loaded)
    {
        try
        {
            Changed?.Invoke(this, loaded);
            return null;
        }
        catch (Exception e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    private LoadedRecommender<TUser, TItem> Load()
    {
        var stamp = ReadStamp() ?? throw new FileNotFoundException(
            $"There is no model file '{_path}'. Save one there with mlContext.Model.Save, or set WaitForFile to wait for it.", _path);

        // Deleting must be allowed, because on Windows a file that is open without it cannot be replaced.
        using var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            var mlContext = new MLContext();
            var pipeline = mlContext.Model.Load(stream, out var schema);
            var recommender = mlContext.Model.CreateRecommender<TUser, TItem>(pipeline, schema);
            var card = FittedRecommendation.Flatten(pipeline).OfType<IRecommendingTransformer>().Single().Card;
            return new(recommender, card, stamp, _clock.GetUtcNow());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A disk or a network that failed may work again, and then the same file can be loaded.
            var cause = e.GetBaseException();
            var message = $"'{_path}' cannot be loaded: {cause.Message}";
            throw cause is IOException and not EndOfStreamException ? new IOException(message, e) : new InvalidDataException(message, e);
        }
    }
}
