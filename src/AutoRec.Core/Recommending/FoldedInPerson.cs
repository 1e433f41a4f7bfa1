using System.Buffers;
using AutoRec.Recommending;

namespace AutoRec;

/// <summary>
/// Somebody whose ratings were folded in (<see cref="Recommender{TUser, TItem}.FoldIn"/>): a list, predictions and reasons need no further
/// fold-in. Immutable and safe for any number of threads.
/// </summary>
/// <remarks>
/// Cost, for n ratings and K hidden units: a prediction or a reason takes up to about n K operations, a list as many as the catalogue has
/// factors, and n K for each item of the list.
/// </remarks>
/// <typeparam name="TItem">The type of the item ids.</typeparam>
public sealed class FoldedInPerson<TItem>
    where TItem : notnull
{
    private const int DefaultCount = 10;

    private readonly RecommendationModel _model;
    private readonly ItemCatalogue<TItem> _catalogue;
    private readonly Person _person;

    internal FoldedInPerson(
        RecommendationModel model, ItemCatalogue<TItem> catalogue, Person person, IReadOnlyList<TItem> unknownItems) =>
        (_model, _catalogue, _person, UnknownItems) = (model, catalogue, person, unknownItems);

    /// <summary>The rated items that are not in the model. They did not count.</summary>
    public IReadOnlyList<TItem> UnknownItems { get; }

    /// <summary>Recommends items that the person has not rated. Without ratings: the most rated items.</summary>
    /// <param name="count">The number of items, at least 1.</param>
    /// <param name="exclude">Items to leave out, beside the rated ones. Ids that are not in the model do not matter.</param>
    /// <param name="candidates">The items to choose from; none of them gives an empty list. Default: all.</param>
    /// <param name="where">Whether an item may be recommended. Default: each may.</param>
    /// <returns><paramref name="count"/> items, or all that are left if these are fewer; the best first.</returns>
    /// <exception cref="ArgumentException">Candidates are given and none of them is in the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public RecommendationList<TItem> Recommend(
        int count = DefaultCount,
        IEnumerable<TItem>? exclude = null,
        IEnumerable<TItem>? candidates = null,
        Func<TItem, bool>? where = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var chosen = candidates is null ? null : _catalogue.KnownCandidates(candidates);
        var excluded = exclude is null ? null : _catalogue.Known(exclude).ToHashSet();
        Func<int, bool>? isExcluded = excluded is null && where is null
            ? null
            : item => excluded?.Contains(item) == true || where?.Invoke(_catalogue.Items[item]) == false;

        count = Math.Min(count, _catalogue.Items.Count);
        var (items, scores) = (ArrayPool<int>.Shared.Rent(count), ArrayPool<float>.Shared.Rent(count));
        try
        {
            var found = Ranking.Rank(_model, _person, chosen, isExcluded, items.AsSpan(0, count), scores.AsSpan(0, count));
            var list = new Recommendation<TItem>[found];
            for (var n = 0; n < found; n++)
                list[n] = new(_catalogue.Items[items[n]], scores[n], _model.Estimate(_person, items[n]));
            return new(list, _person.IsUnknown, UnknownItems);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(items);
            ArrayPool<float>.Shared.Return(scores);
        }
    }

    /// <summary>Predicts the person's rating of an item.</summary>
    /// <param name="item">The id of the item.</param>
    /// <exception cref="ArgumentException">The item is not in the model.</exception>
    public RatingEstimate Predict(TItem item) => _model.Estimate(_person, _catalogue.IndexOf(item));

    /// <summary>Explains the predicted rating of an item.</summary>
    /// <param name="item">The id of the item.</param>
    /// <exception cref="ArgumentException">The item is not in the model.</exception>
    public RatingExplanation<TItem> Explain(TItem item)
    {
        var known = _person.Known;
        var parts = new double[known.Count];
        var baseScore = _person.Newcomer.Explain(_catalogue.IndexOf(item), parts);
        var reasons = parts.Select((part, n) => new RatingReason<TItem>(_catalogue.Items[known.Positions[n]], known.Ratings[n], part));
        var score = baseScore + TensorPrimitives.Sum<double>(parts);
        return new(item, score, baseScore, [.. reasons.OrderByDescending(reason => Math.Abs(reason.Effect))]);
    }
}
