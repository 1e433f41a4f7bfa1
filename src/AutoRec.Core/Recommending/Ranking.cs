using System.Buffers;

namespace AutoRec.Recommending;

/// <summary>Ranks items for a person by choice and rating together.</summary>
internal static class Ranking
{
    /// <summary>Finds the best items, the best first.</summary>
    /// <param name="model">The models.</param>
    /// <param name="person">The person.</param>
    /// <param name="candidates">The items to choose from; null for all.</param>
    /// <param name="isExcluded">Whether an item is left out; null to leave none out. Rated items are always left out.</param>
    /// <param name="items">The result; its length is the number of items wanted.</param>
    /// <param name="scores">The scores of these items.</param>
    /// <returns>The number of items found: fewer only if fewer are left.</returns>
    public static int Rank(
        RecommendationModel model, Person person, int[]? candidates, Func<int, bool>? isExcluded, Span<int> items, Span<float> scores)
    {
        var count = candidates?.Length ?? model.Ratings.ItemCount;
        var buffer = ArrayPool<float>.Shared.Rent(count);
        try
        {
            var choice = buffer.AsSpan(0, count);
            var best = new TopItems(items, scores);
            for (var c = 0; c < count; c++)
            {
                var item = candidates?[c] ?? c;
                choice[c] = IsLeftOut(person, isExcluded, item) ? float.NaN : model.ChoiceScore(person, item);
                if (choice[c] >= best.Threshold)
                    best.Add(item, choice[c]);
            }

            if (!person.IsUnknown)
                best = AddRatings(model, person, candidates, choice, best.Threshold, items, scores);
            best.Sort();
            return best.Count;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// Ranks by choice and rating. An item whose choice score could not reach the list with the highest rating needs no rating, so most
    /// items cost only the choice score.
    /// </summary>
    /// <remarks><c>choice</c> has a score for each candidate, or NaN; <c>worst</c> is the worst of the best by choice alone.</remarks>
    private static TopItems AddRatings(
        RecommendationModel model,
        Person person,
        int[]? candidates,
        ReadOnlySpan<float> choice,
        float worst,
        Span<int> items,
        Span<float> scores)
    {
        var range = model.Ratings.LabelRange;
        var least = worst + model.RatingScore(range.Minimum) - model.RatingScore(range.Maximum);
        var best = new TopItems(items, scores);
        for (var c = 0; c < choice.Length; c++)
        {
            if (!(choice[c] >= least))
                continue;
            var item = candidates?[c] ?? c;
            var score = choice[c] + model.RatingScore(person.Newcomer.Score(item));
            if (score >= best.Threshold)
                best.Add(item, score);
        }

        return best;
    }

    private static bool IsLeftOut(Person person, Func<int, bool>? isExcluded, int item) =>
        Array.BinarySearch(person.Rated, item) >= 0 || isExcluded?.Invoke(item) == true;
}
