namespace AutoRec.Recommending;

/// <summary>The lists of several users: the best items, the best first, and their scores.</summary>
/// <param name="userCount">The number of lists.</param>
/// <param name="count">The greatest length of a list.</param>
internal sealed class RankedLists(int userCount, int count)
{
    // An array for each list: one for all would limit users × count.
    private readonly int[][] _items = new int[userCount][];
    private readonly float[][] _scores = new float[userCount][];

    public ReadOnlySpan<int> ItemsOf(int list) => _items[list];
    public ReadOnlySpan<float> ScoresOf(int list) => _scores[list];

    /// <summary>Ranks one list. Different lists can be ranked at the same time.</summary>
    public void Rank(int list, RecommendationModel model, Person person, Span<float> choice)
    {
        var (items, scores) = (new int[count], new float[count]);
        var length = Ranking.Select(model, person, candidates: null, choice, items, scores);
        (_items[list], _scores[list]) = length == count ? (items, scores) : (items[..length], scores[..length]);
    }
}
