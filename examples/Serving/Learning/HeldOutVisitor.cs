using AutoRec.Examples.Serving.Store;

namespace AutoRec.Examples.Serving.Learning;

/// <summary>A visitor who rated in the held-out time.</summary>
/// <param name="History">The ratings that are folded in, the newest first: all but the measured ones, which are newer.</param>
/// <param name="Measured">The newer half of the visitor's held-out ratings, rounded up.</param>
internal sealed record HeldOutVisitor(IReadOnlyList<(string Item, float Stars)> History, IReadOnlyList<(string Item, float Stars)> Measured)
{
    /// <param name="ratings">All ratings of the visitors who rated in the held-out time, the oldest first.</param>
    /// <param name="heldOutFrom">The time from which ratings are held out.</param>
    public static IReadOnlyList<HeldOutVisitor> Of(IEnumerable<VisitorRating> ratings, long heldOutFrom) =>
        [.. ratings.GroupBy(rating => rating.Visitor).Select(group => Of([.. group], heldOutFrom))];

    private static HeldOutVisitor Of(VisitorRating[] ratings, long heldOutFrom)
    {
        var measured = (ratings.Count(rating => rating.RatedAt >= heldOutFrom) + 1) / 2;
        (string, float)[] newestFirst = [.. ratings.Reverse().Select(rating => (rating.Item, (float)rating.Stars))];
        return new(newestFirst[measured..], newestFirst[..measured]);
    }
}
