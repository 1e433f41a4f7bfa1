namespace AutoRec.Examples.Serving.Learning;

/// <summary>A model that answers requests. A request takes it once, so all parts of an answer come from the same model.</summary>
/// <param name="number">The number of the training.</param>
/// <param name="recommender">The recommender.</param>
/// <param name="trained">The end of the training; null if an earlier version of the library saved the model.</param>
/// <param name="loaded">The time from which it answers.</param>
internal sealed class ServedModel(
    long number, Recommender<string, string> recommender, DateTimeOffset? trained, DateTimeOffset loaded)
{
    /// <summary>The most ratings that are folded in. The cost grows with their square.</summary>
    public const int MostRatings = 500;

    public long Number { get; } = number;

    public Recommender<string, string> Recommender { get; } = recommender;

    public DateTimeOffset? Trained { get; } = trained;

    public DateTimeOffset Loaded { get; } = loaded;

    /// <summary>The ratings that are folded in: the newest 500 of items that the model knows.</summary>
    /// <param name="ratings">The ratings of a person, the newest first.</param>
    public List<(string Item, float Stars)> Foldable(IEnumerable<(string Item, float Stars)> ratings) =>
        [.. ratings.Where(rating => Recommender.HasItem(rating.Item)).Take(MostRatings)];
}
