namespace AutoRec.Training;

/// <summary>Ratings held out at random.</summary>
internal static class RatingSplit
{
    /// <exception cref="InvalidOperationException">The fraction leaves no rating on one of the sides.</exception>
    public static (RatingMatrix Train, RatingMatrix HeldOut) HoldOut(RatingMatrix ratings, double fraction, int seed)
    {
        var random = new RandomStream((ulong)(uint)seed, RandomStream.Purpose.ValidationSplit);
        var heldOut = new bool[ratings.Count];
        for (var i = 0; i < heldOut.Length; i++)
            heldOut[i] = random.NextSingle() < fraction;

        var split = (Train: ratings.Where(i => !heldOut[i]), HeldOut: ratings.Where(i => heldOut[i]));
        return split.Train.Count > 0 && split.HeldOut.Count > 0
            ? split
            : throw new InvalidOperationException(FormattableString.Invariant(
                $"ValidationFraction = {fraction} leaves {split.Train.Count} ratings for training and {split.HeldOut.Count} for validation; expected at least one of each."));
    }
}
