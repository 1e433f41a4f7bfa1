using System.Buffers;

namespace AutoRec.Recommending;

/// <summary>
/// Ranks items for many persons at once. The lists are those of <see cref="Ranking.Rank"/>, bit for bit, for any number of threads.
/// </summary>
internal static class BatchRanking
{
    private const int BlockPersons = 16;
    private const int TileItems = 64;

    /// <summary>Ranks all items without the rated ones.</summary>
    /// <param name="model">The models.</param>
    /// <param name="personOf">Creates a person from an index; called from several threads.</param>
    /// <param name="persons">The indices of the persons.</param>
    /// <param name="count">The length of the lists, at least 1.</param>
    /// <param name="numberOfThreads">The number of threads; null stands for one for each processor.</param>
    public static RankedLists Rank(
        RecommendationModel model, Func<int, Person> personOf, IReadOnlyList<int> persons, int count, int? numberOfThreads = null)
    {
        var lists = new RankedLists(persons.Count, Math.Min(count, model.Ratings.ItemCount));
        var blocks = (persons.Count + BlockPersons - 1) / BlockPersons;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = numberOfThreads ?? Environment.ProcessorCount };
        Parallel.For(0, blocks, parallel, block =>
        {
            var from = block * BlockPersons;
            var size = Math.Min(BlockPersons, persons.Count - from);
            RankBlock(model, [.. Enumerable.Range(from, size).Select(n => personOf(persons[n]))], from, lists);
        });
        return lists;
    }

    private static void RankBlock(RecommendationModel model, Person[] persons, int firstList, RankedLists lists)
    {
        var itemCount = model.Ratings.ItemCount;
        var choice = ArrayPool<float>.Shared.Rent(persons.Length * itemCount);
        try
        {
            Score(model, persons, choice);
            for (var p = 0; p < persons.Length; p++)
            {
                var scores = choice.AsSpan(p * itemCount, itemCount);
                foreach (var item in persons[p].Rated)
                    scores[item] = float.NaN;
                lists.Rank(firstList + p, model, persons[p], scores);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(choice);
        }
    }

    /// <summary>
    /// Computes the choice scores, persons × items: a product of codes and factors. The factors of a tile stay in the first cache while
    /// all persons of the block use them.
    /// </summary>
    private static void Score(RecommendationModel model, Person[] persons, Span<float> choice)
    {
        var itemCount = model.Ratings.ItemCount;
        for (var from = 0; from < itemCount; from += TileItems)
        {
            var to = Math.Min(from + TileItems, itemCount);
            for (var p = 0; p < persons.Length; p++)
            {
                for (var item = from; item < to; item++)
                    choice[(p * itemCount) + item] = model.ChoiceScore(persons[p], item);
            }
        }
    }
}
