using AutoRec.FoldIn;

namespace AutoRec.Recommending;

/// <summary>A person to recommend to: ratings, and what the two models make of them.</summary>
internal sealed class Person
{
    private Person(KnownRatings known, int[] rated, float[] code, Newcomer newcomer) =>
        (Known, Rated, Code, Newcomer) = (known, rated, code, newcomer);

    public KnownRatings Known { get; }

    /// <summary>All rated items, ascending: the known ones, and those that the model has not seen. They are not recommended.</summary>
    public int[] Rated { get; }

    /// <summary>The code of the choice model.</summary>
    public float[] Code { get; }

    public Newcomer Newcomer { get; }

    /// <summary>Whether no rating says anything about the person.</summary>
    public bool IsUnknown => Known.Count == 0;

    /// <summary>A person with the given ratings.</summary>
    public static Person Of<TItem>(RecommendationModel model, GivenRatings<TItem> given)
        where TItem : notnull => Of(model, given.Known, [.. given.Indices.Order()]);

    /// <summary>A user of a history other than that of training.</summary>
    public static Person OfHistory(RecommendationModel model, int user, RatingMatrix history)
    {
        var rated = history.ColumnsOf(user);
        return Of(model, KnownRatings.OfSeen(model.Ratings, isUser: true, rated, history.ValuesOf(user)), rated.ToArray());
    }

    /// <summary>A person with the given ratings, all of items that the model has seen.</summary>
    public static Person Of(RecommendationModel model, KnownRatings known) => Of(model, known, known.Positions);

    /// <summary>A user of the training, with the training ratings.</summary>
    public static Person Of(RecommendationModel model, int user, RatingMatrix history)
    {
        var known = KnownRatings.Of(history.ColumnsOf(user), history.ValuesOf(user));
        return new(known, known.Positions, Encode(model, known), new TrainedUser(model.Ratings, user, known));
    }

    private static Person Of(RecommendationModel model, KnownRatings known, int[] rated) =>
        new(known, rated, Encode(model, known), Newcomer.Create(model.Ratings, isUser: true, known));

    private static float[] Encode(RecommendationModel model, KnownRatings known) =>
        known.Count == 0 ? [] : model.Choice.Encode(known.Positions, known.Ratings);
}
