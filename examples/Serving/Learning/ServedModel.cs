namespace AutoRec.Examples.Serving.Learning;

/// <summary>A model that answers requests. A request takes it once, so all parts of an answer come from the same model.</summary>
internal sealed class ServedModel(long number, Recommender<string, string> recommender, DateTimeOffset loaded)
{
    // The cost of a fold-in grows with the square of the number of ratings.
    private const int MostRatings = 1000;

    public long Number { get; } = number;

    public Recommender<string, string> Recommender { get; } = recommender;

    public DateTimeOffset Loaded { get; } = loaded;

    /// <summary>The ratings that are folded in: the newest 1,000 of items that the model knows.</summary>
    /// <param name="ratings">The ratings of a person, the newest first.</param>
    public List<(string Item, float Stars)> Foldable(IEnumerable<(string Item, float Stars)> ratings) =>
        [.. ratings.Where(rating => Recommender.HasItem(rating.Item)).Take(MostRatings)];
}
