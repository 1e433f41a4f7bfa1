namespace AutoRec.Recommending;

/// <summary>The distinct training ratings, if there are few: 1 to 5 stars, for instance.</summary>
/// <param name="Values">The L ratings, ascending.</param>
/// <param name="Frequencies">The share of each among the training ratings; they add up to 1.</param>
internal sealed record RatingLevels(float[] Values, float[] Frequencies)
{
    /// <summary>More levels than this are no levels, but numbers: 20 is a scale from 0.5 to 10 in halves.</summary>
    public const int Most = 20;

    public int Count => Values.Length;

    /// <summary>The levels of a matrix; null if it has more than <see cref="Most"/>.</summary>
    public static RatingLevels? Of(RatingMatrix ratings)
    {
        var counts = new SortedDictionary<float, int>();
        foreach (var rating in ratings.Values)
        {
            counts[rating] = counts.GetValueOrDefault(rating) + 1;
            if (counts.Count > Most)
                return null;
        }

        return new([.. counts.Keys], [.. counts.Values.Select(count => (float)count / ratings.Count)]);
    }

    /// <summary>The number of a rating's level, from 0; of another rating, that of the closest level.</summary>
    public int LevelOf(float rating)
    {
        var found = Array.BinarySearch(Values, rating);
        if (found >= 0)
            return found;
        var above = ~found;
        return above == 0 || (above < Count && Values[above] - rating < rating - Values[above - 1]) ? above : above - 1;
    }

    /// <summary>The number of ratings at each level.</summary>
    public int[] CountAll(ReadOnlySpan<float> ratings)
    {
        var counts = new int[Count];
        AddTo(counts, ratings);
        return counts;
    }

    /// <summary>The number of ratings at each level for each row of a matrix: R × L values.</summary>
    public int[] CountAll(RatingMatrix ratings)
    {
        var counts = new int[checked(ratings.RowCount * Count)];
        for (var row = 0; row < ratings.RowCount; row++)
            AddTo(counts.AsSpan(row * Count, Count), ratings.ValuesOf(row));
        return counts;
    }

    private void AddTo(Span<int> counts, ReadOnlySpan<float> ratings)
    {
        foreach (var rating in ratings)
            counts[LevelOf(rating)]++;
    }
}
