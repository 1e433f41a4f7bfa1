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
}
