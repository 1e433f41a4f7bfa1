using System.Collections;

namespace AutoRec;

/// <summary>A recommended item.</summary>
/// <typeparam name="TItem">The type of the item ids.</typeparam>
/// <param name="Item">The id of the item.</param>
/// <param name="Score">
/// The score that orders the list, comparable within one list: how likely the person chooses the item, plus a little for its rating.
/// </param>
/// <param name="Rating">The predicted rating with its uncertainty.</param>
public readonly record struct Recommendation<TItem>(TItem Item, float Score, RatingEstimate Rating);

/// <summary>Recommended items, the best first.</summary>
/// <typeparam name="TItem">The type of the item ids.</typeparam>
public sealed class RecommendationList<TItem> : IReadOnlyList<Recommendation<TItem>>
{
    private readonly Recommendation<TItem>[] _items;

    internal RecommendationList(Recommendation<TItem>[] items, bool isPopular, IReadOnlyList<TItem> unknownItems) =>
        (_items, IsPopular, UnknownItems) = (items, isPopular, unknownItems);

    /// <summary>Whether these are the most rated items, because the person has no rating of an item that the model has seen.</summary>
    public bool IsPopular { get; }

    /// <summary>The ids among the given ratings that are not in the model. They do not count.</summary>
    public IReadOnlyList<TItem> UnknownItems { get; }

    /// <summary>The number of items: as many as requested, or fewer if fewer are left.</summary>
    public int Count => _items.Length;

    /// <summary>The item at a 0-based rank.</summary>
    /// <param name="index">The 0-based rank.</param>
    public Recommendation<TItem> this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<Recommendation<TItem>> GetEnumerator() => ((IEnumerable<Recommendation<TItem>>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Why a person gets a predicted rating: <see cref="Base"/> plus the effects of all reasons is <see cref="Score"/>.</summary>
/// <typeparam name="TItem">The type of the item ids.</typeparam>
/// <param name="Item">The id of the rated item.</param>
/// <param name="Score">The predicted rating before it is clipped, in the units of the training ratings.</param>
/// <param name="Base">
/// The part that no rating explains. For given ratings, it is the score without ratings, roughly an average person's rating. For a known
/// user, it also holds the difference between the trained model's score and the fold-in's.
/// </param>
/// <param name="Reasons">One reason for each of the person's ratings, the strongest effect first, up or down.</param>
public sealed record RatingExplanation<TItem>(TItem Item, double Score, double Base, IReadOnlyList<RatingReason<TItem>> Reasons);

/// <summary>What one of a person's own ratings adds to a predicted rating.</summary>
/// <typeparam name="TItem">The type of the item ids.</typeparam>
/// <param name="Item">The id of the item that the person rated.</param>
/// <param name="Rating">The person's rating of it.</param>
/// <param name="Effect">What it adds, in the units of the training ratings; negative if it lowers the prediction.</param>
public readonly record struct RatingReason<TItem>(TItem Item, float Rating, double Effect);
