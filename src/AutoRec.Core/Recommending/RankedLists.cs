namespace AutoRec.Recommending;

/// <summary>The lists of several users: the best items, the best first, and their scores.</summary>
/// <param name="userCount">The number of lists.</param>
/// <param name="count">The greatest length of a list.</param>
internal sealed class RankedLists(int userCount, int count)
{
    private readonly int[] _items = new int[checked(userCount * count)];
    private readonly float[] _scores = new float[userCount * count];
    private readonly int[] _lengths = new int[userCount];

    public ReadOnlySpan<int> ItemsOf(int list) => _items.AsSpan(list * count, _lengths[list]);
    public ReadOnlySpan<float> ScoresOf(int list) => _scores.AsSpan(list * count, _lengths[list]);

    /// <summary>Ranks one list. Different lists can be ranked at the same time.</summary>
    public void Rank(int list, RecommendationModel model, Person person, Span<float> choice) => _lengths[list] = Ranking.Select(
        model, person, candidates: null, choice, _items.AsSpan(list * count, count), _scores.AsSpan(list * count, count));
}
