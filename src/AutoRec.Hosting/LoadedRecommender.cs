namespace AutoRec;

/// <summary>A recommender and the file that it was loaded from. Immutable: a request that takes it once keeps the same model.</summary>
/// <typeparam name="TUser">The type of the user ids.</typeparam>
/// <typeparam name="TItem">The type of the item ids.</typeparam>
public sealed class LoadedRecommender<TUser, TItem>
    where TUser : notnull
    where TItem : notnull
{
    internal LoadedRecommender(Recommender<TUser, TItem> recommender, ModelCard? card, ModelFileStamp stamp, DateTimeOffset loadedAt) =>
        (Recommender, Card, Stamp, LoadedAt) = (recommender, card, stamp, loadedAt);

    /// <summary>The recommender; safe for any number of threads.</summary>
    public Recommender<TUser, TItem> Recommender { get; }

    /// <summary>The origin of the model: trainer, options, ratings, validation. Null if an earlier version saved the model.</summary>
    public ModelCard? Card { get; }

    /// <summary>The full path of the file.</summary>
    public string File => Stamp.Path;

    /// <summary>The time at which the file was loaded.</summary>
    public DateTimeOffset LoadedAt { get; }

    internal ModelFileStamp Stamp { get; }
}
