namespace AutoRec.Training;

/// <summary>Holds out ratings at random.</summary>
internal static class RatingSplit
{
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
                $"ValidationFraction {fraction} leaves {split.Train.Count} ratings for training and {split.HeldOut.Count} for validation.")
                + " Expected at least one of each. Use more ratings, or another ValidationFraction.");
    }
}
