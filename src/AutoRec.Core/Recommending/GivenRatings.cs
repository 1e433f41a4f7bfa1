using AutoRec.FoldIn;

namespace AutoRec.Recommending;

/// <summary>Ratings that a caller gives by item id, checked.</summary>
/// <param name="Known">The ratings of items that the model has seen.</param>
/// <param name="Indices">The indices of the rated items that are in the model, in the order given.</param>
/// <param name="Unknown">The ids that are not in the model.</param>
/// <typeparam name="TItem">The type of the item ids.</typeparam>
internal sealed record GivenRatings<TItem>(KnownRatings Known, IReadOnlyList<int> Indices, IReadOnlyList<TItem> Unknown)
    where TItem : notnull
{
    /// <summary>Checks ratings.</summary>
    /// <param name="model">The model of the ratings.</param>
    /// <param name="indices">The index of each item id.</param>
    /// <param name="ratings">The ratings, in any order.</param>
    /// <exception cref="ArgumentException">An item is given twice, or a rating is not finite or far outside the scale.</exception>
    public static GivenRatings<TItem> Check(
        IRatingModel model, IReadOnlyDictionary<TItem, int> indices, IEnumerable<(TItem Item, float Rating)> ratings)
    {
        var (given, known, unknown) = (new HashSet<TItem>(), new List<(int Item, float Rating)>(), new List<TItem>());
        foreach (var (item, rating) in ratings)
        {
            if (!given.Add(item))
                throw new ArgumentException($"The item '{item}' is rated twice; expected one rating of each item.", nameof(ratings));
            KnownRatings.CheckRating(model, rating, $"item '{item}'", nameof(ratings));
            if (indices.TryGetValue(item, out var index))
                known.Add((index, rating));
            else
                unknown.Add(item);
        }

        return new(KnownRatings.Check(model, isUser: true, known), [.. known.Select(rating => rating.Item)], unknown);
    }
}
