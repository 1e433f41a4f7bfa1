namespace AutoRec.Training;

/// <summary>Splits a matrix at random into training ratings and held-out ratings.</summary>
internal static class RatingSplit
{
    /// <exception cref="InvalidOperationException">There are fewer than two ratings.</exception>
    public static (RatingMatrix Train, RatingMatrix HeldOut) HoldOut(RatingMatrix ratings, double fraction, int seed)
    {
        var isHeldOut = Training.HoldOut.AtRandom(ratings.Count, fraction, seed);
        return (ratings.Where(i => !isHeldOut[i]), ratings.Where(i => isHeldOut[i]));
    }

    /// <summary>The held-out ratings whose row and column have training ratings.</summary>
    public static List<HeldOutRating> Known(RatingMatrix train, RatingMatrix heldOut)
    {
        var columnCounts = train.CountByColumn();
        return [.. All(heldOut).Where(one => train.CountOf(one.Row) > 0 && columnCounts[one.Column] > 0)];
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
