using AutoRec.Sharding;

namespace AutoRec.Training;

/// <summary>Splits a matrix at random into training ratings and held-out ratings.</summary>
internal static class RatingSplit
{
    /// <exception cref="InvalidOperationException">There are fewer than two ratings.</exception>
    public static (RatingMatrix Train, RatingMatrix HeldOut) HoldOut(RatingMatrix ratings, double fraction, int seed, Shard? shard = null)
    {
        var isHeldOut = shard is null or { IsWhole: true }
            ? Training.HoldOut.AtRandom(ratings.Count, fraction, seed)
            : OfShard(ratings, fraction, seed, shard);
        return (ratings.Where(i => !isHeldOut[i]), ratings.Where(i => isHeldOut[i]));
    }

    /// <summary>The part of a shard in the hold-out of all ratings. In a row, the entries of a shard are neighbors.</summary>
    private static bool[] OfShard(RatingMatrix ratings, double fraction, int seed, Shard shard)
    {
        var counts = ratings.CountByRow();
        var (all, before) = (shard.Sum(counts), shard.CountBefore(counts));
        var isHeldOut = new bool[ratings.Count];
        using var draws = Training.HoldOut.Draws(all.Sum(), fraction, seed).GetEnumerator();
        for (var row = 0; row < all.Length; row++)
        {
            for (var n = 0; n < all[row]; n++)
            {
                draws.MoveNext();
                if (n >= before[row] && n < before[row] + counts[row])
                    isHeldOut[ratings.RowPointers[row] + n - before[row]] = draws.Current;
            }
        }

        return isHeldOut;
    }

    /// <summary>The held-out ratings whose row and column have training ratings.</summary>
    public static List<HeldOutRating> Known(RatingMatrix train, RatingMatrix heldOut) => Known(train.CountOf, train, heldOut);

    /// <summary>The same of a shard, whose rows can have their training ratings in other shards.</summary>
    public static List<HeldOutRating> Known(TrainingSet set, RatingMatrix train, RatingMatrix heldOut) =>
        Known(set.CountOf, train, heldOut);

    private static List<HeldOutRating> Known(Func<int, int> countOfRow, RatingMatrix train, RatingMatrix heldOut)
    {
        var columnCounts = train.CountByColumn();
        return [.. All(heldOut).Where(one => countOfRow(one.Row) > 0 && columnCounts[one.Column] > 0)];
    }

    /// <summary>All held-out ratings, row after row.</summary>
    public static List<HeldOutRating> All(RatingMatrix heldOut) =>
    [
        .. from row in heldOut.RatedRows()
        from i in Enumerable.Range(heldOut.RowPointers[row], heldOut.CountOf(row))
        select new HeldOutRating(
            row, heldOut.ColumnIndices[i], heldOut.Values[i], heldOut.Weights.IsEmpty ? 1 : heldOut.Weights[i]),
    ];
}

/// <summary>A held-out rating.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Column">Its column.</param>
/// <param name="Rating">The rating.</param>
/// <param name="Weight">The weight of its squared error.</param>
internal readonly record struct HeldOutRating(int Row, int Column, float Rating, double Weight)
{
    /// <summary>The factor of an error whose square has the weight.</summary>
    public double Factor => Math.Sqrt(Weight);
}
