using AutoRec.FoldIn;

namespace AutoRec.Recommending;

/// <summary>A person to recommend to: ratings, and what the two models make of them.</summary>
internal sealed class Person
{
    private Person(KnownRatings known, int[] rated, float[] code, Newcomer newcomer) =>
        (Known, Rated, Code, Newcomer) = (known, rated, code, newcomer);

    public KnownRatings Known { get; }

    /// <summary>The rated items, ascending: those of <see cref="Known"/>, and items that the rating model has not seen.</summary>
    public int[] Rated { get; }

    /// <summary>The code of the choice model.</summary>
    public float[] Code { get; }

    public Newcomer Newcomer { get; }

    /// <summary>Whether no rating says anything about the person.</summary>
    public bool IsUnknown => Known.Count == 0;

    /// <summary>A person with the given ratings.</summary>
    public static Person Of(RecommendationModel model, KnownRatings known) =>
        new(known, known.Positions, Encode(model, known), Newcomer.Create(model.Ratings, isUser: true, known));

    /// <summary>A known user.</summary>
    /// <param name="model">The models.</param>
    /// <param name="user">The 0-based index of the user.</param>
    /// <param name="history">The ratings, users × items.</param>
    /// <param name="isTraining">Whether these are the ratings of training, so that the trained model scores.</param>
    public static Person Of(RecommendationModel model, int user, RatingMatrix history, bool isTraining = true)
    {
        var known = KnownOf(model, user, history);
        return new(
            known,
            history.ColumnsOf(user).ToArray(),
            Encode(model, known),
            isTraining ? new TrainedUser(model.Ratings, user, known) : Newcomer.Create(model.Ratings, isUser: true, known));
    }

    /// <summary>The code of a known user alone.</summary>
    public static float[] CodeOf(RecommendationModel model, int user, RatingMatrix history) => Encode(model, KnownOf(model, user, history));

    private static KnownRatings KnownOf(RecommendationModel model, int user, RatingMatrix history) =>
        KnownRatings.Seen(model.Ratings, isUser: true, history.ColumnsOf(user), history.ValuesOf(user));

    private static float[] Encode(RecommendationModel model, KnownRatings known) =>
        known.Count == 0 ? [] : model.Choice.Encode(known.Positions, known.Ratings);
}
