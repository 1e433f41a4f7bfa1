using System.Buffers;

namespace AutoRec.Recommending;

/// <summary>Ranks items for a person by choice and rating together.</summary>
internal static class Ranking
{
    /// <summary>Finds the best items, the best first.</summary>
    /// <param name="model">The models.</param>
    /// <param name="person">The person.</param>
    /// <param name="candidates">The items to choose from, ascending; null for all.</param>
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
            ReadOnlySpan<int> rated = person.Rated;
            for (var c = 0; c < count; c++)
            {
                var item = candidates?[c] ?? c;
                while (rated.Length > 0 && rated[0] < item)
                    rated = rated[1..];
                var isLeftOut = (rated.Length > 0 && rated[0] == item) || isExcluded?.Invoke(item) == true;
                choice[c] = isLeftOut ? float.NaN : model.ChoiceScore(person, item);
            }

            return Select(model, person, candidates, choice, items, scores);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    /// <summary>Finds the best items by given choice scores and the person's ratings.</summary>
    /// <param name="model">The models.</param>
    /// <param name="person">The person.</param>
    /// <param name="candidates">The items to choose from, ascending; null for all.</param>
    /// <param name="choice">The choice score of each candidate, NaN to leave it out. The method overwrites it.</param>
    /// <param name="items">The result; its length is the number of items wanted.</param>
    /// <param name="scores">The scores of these items.</param>
    /// <returns>The number of items found: fewer only if fewer are left.</returns>
    public static int Select(
        RecommendationModel model, Person person, int[]? candidates, Span<float> choice, Span<int> items, Span<float> scores)
    {
        var best = new TopItems(items, scores);
        for (var c = 0; c < choice.Length; c++)
        {
            if (choice[c] >= best.Threshold)
                best.Add(candidates?[c] ?? c, choice[c]);
        }

        if (!person.IsUnknown)
            best = AddRatings(model, person, candidates, choice, best.Count, items, scores);
        best.Sort();
        return best.Count;
    }

    /// <summary>
    /// Ranks by choice and rating. An item whose choice score could not reach the list with the highest rating needs no rating, so most
    /// items cost only the choice score. The best by choice alone come first, because they make the list hard to reach.
    /// </summary>
    /// <remarks><c>items</c> and <c>scores</c> begin with the best by choice alone, and become the best.</remarks>
    private static TopItems AddRatings(
        RecommendationModel model,
        Person person,
        int[]? candidates,
        Span<float> choice,
        int chosen,
        Span<int> items,
        Span<float> scores)
    {
        var highest = model.RatingScore(model.Ratings.LabelRange.Maximum);
        var best = new TopItems(items, scores);
        for (var n = 0; n < chosen; n++)
        {
            // In place: the heap has n items before this one is added.
            var item = items[n];
            choice[candidates is null ? item : Array.BinarySearch(candidates, item)] = float.NaN;
            best.Add(item, scores[n] + model.RatingScore(person.Newcomer.Score(item)));
        }

        for (var c = 0; c < choice.Length; c++)
        {
            if (!(choice[c] + highest >= best.Threshold))
                continue;
            var item = candidates?[c] ?? c;
            var score = choice[c] + model.RatingScore(person.Newcomer.Score(item));
            if (score >= best.Threshold)
                best.Add(item, score);
        }

        return best;
    }
}
