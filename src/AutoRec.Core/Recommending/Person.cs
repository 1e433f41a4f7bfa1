using AutoRec.FoldIn;

namespace AutoRec.Recommending;

/// <summary>A person to recommend to: ratings, and what the two models make of them.</summary>
internal sealed class Person
{
    private Person(KnownRatings known, float[] code, Newcomer newcomer) => (Known, Code, Newcomer) = (known, code, newcomer);

    public KnownRatings Known { get; }

    /// <summary>The code of the choice model.</summary>
    public float[] Code { get; }

    public Newcomer Newcomer { get; }

    /// <summary>Whether no rating says anything about the person.</summary>
    public bool IsUnknown => Known.Count == 0;

    /// <summary>A person with the given ratings.</summary>
    public static Person Of(RecommendationModel model, KnownRatings known)
    {
        var newcomer = Newcomer.Create(model.Ratings, isUser: true, known);
        return new(known, newcomer is NewChooser chooser ? chooser.Code : Encode(model, known), newcomer);
    }

    /// <summary>A user of the training, with the training ratings.</summary>
    public static Person Of(RecommendationModel model, int user, RatingMatrix history)
    {
        var known = KnownRatings.Of(history.ColumnsOf(user), history.ValuesOf(user));
        return new(known, Encode(model, known), new TrainedUser(model.Ratings, user, known));
    }

    private static float[] Encode(RecommendationModel model, KnownRatings known) =>
        known.Count == 0 ? [] : model.Choice.Encode(known.Positions, known.Ratings);
}
