namespace AutoRec.Recommending;

/// <summary>
/// The N best of many scored items: a heap whose root is the worst item kept. A higher score is better, and among equal scores the lower
/// index, so the result does not depend on the order of <see cref="Add"/>.
/// </summary>
internal ref struct TopItems(Span<int> items, Span<float> scores)
{
    private readonly Span<int> _items = items;
    private readonly Span<float> _scores = scores;

    public int Count { get; private set; }

    /// <summary>The score to beat: the worst score kept, or −∞ while there is room.</summary>
    public readonly float Threshold => Count < _items.Length ? float.NegativeInfinity : _scores[0];

    public void Add(int item, float score)
    {
        if (Count < _items.Length)
        {
            // Move up from the end.
            var at = Count++;
            for (; at > 0 && IsWorse(item, score, (at - 1) / 2); at = (at - 1) / 2)
                Set(at, _items[(at - 1) / 2], _scores[(at - 1) / 2]);
            Set(at, item, score);
        }
        else if (!IsWorse(item, score, 0))
        {
            MoveDown(item, score);
        }
    }

    /// <summary>Sorts the kept items, the best first. The heap is then at its end.</summary>
    public void Sort()
    {
        // The worst item moves to the end, again and again.
        var all = Count;
        while (Count > 1)
        {
            var (item, score) = (_items[0], _scores[0]);
            Count--;
            MoveDown(_items[Count], _scores[Count]);
            Set(Count, item, score);
        }

        Count = all;
    }

    /// <summary>Puts an item in place of the root and moves it down to its place.</summary>
    private readonly void MoveDown(int item, float score)
    {
        var at = 0;
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && IsWorse(_items[child + 1], _scores[child + 1], child))
                child++;
            if (!IsWorse(_items[child], _scores[child], item, score))
                break;
            Set(at, _items[child], _scores[child]);
            at = child;
        }

        Set(at, item, score);
    }

    private readonly void Set(int at, int item, float score) => (_items[at], _scores[at]) = (item, score);

    private readonly bool IsWorse(int item, float score, int than) => IsWorse(item, score, _items[than], _scores[than]);

    private static bool IsWorse(int item, float score, int thanItem, float thanScore) =>
        score < thanScore || (score == thanScore && item > thanItem);
}
