using AutoRec.FoldIn;

namespace AutoRec.Recommending;

/// <summary>
/// A person to recommend to: the ratings, the newcomer with these ratings, and the code of the choice model. Immutable. Code and fold-in
/// are computed when they are first needed.
/// </summary>
internal sealed class Person
{
    private readonly Lazy<float[]> _code;
    private int[]? _levelCounts;

    private Person(KnownRatings known, int[] rated, Func<float[]> encode, Newcomer newcomer) =>
        (Known, Rated, _code, Newcomer) = (known, rated, new(encode), newcomer);

    public KnownRatings Known { get; }

    /// <summary>All rated items, ascending: the known ones, and those that the model has not seen. They are not recommended.</summary>
    public int[] Rated { get; }

    /// <summary>The code of the choice model.</summary>
    public float[] Code => _code.Value;

    public Newcomer Newcomer { get; }

    /// <summary>Whether the person has no rating of an item that the model has seen.</summary>
    public bool IsUnknown => Known.Count == 0;

    /// <summary>The number of known ratings at each level. Counted once; threads that race count the same.</summary>
    public int[] LevelCounts(RatingLevels levels) => _levelCounts ??= levels.CountAll(Known.Ratings);

    /// <summary>A person with the given ratings.</summary>
    public static Person Of<TItem>(RecommendationModel model, GivenRatings<TItem> given)
        where TItem : notnull => Of(model, given.Known, [.. given.Indices.Order()]);

    /// <summary>A person with the given ratings, all of items that the model has seen.</summary>
    public static Person Of(RecommendationModel model, KnownRatings known) => Of(model, known, known.Positions);

    /// <summary>A known user.</summary>
    /// <param name="model">The models.</param>
    /// <param name="user">The 0-based index of the user.</param>
    /// <param name="history">The ratings, users × items.</param>
    /// <param name="isTraining">Whether these are the ratings of training, so that the trained model scores.</param>
    public static Person Of(RecommendationModel model, int user, RatingMatrix history, bool isTraining = true)
    {
        var (known, rated) = (KnownOf(model, user, history), history.ColumnsOf(user).ToArray());
        return isTraining
            ? new(known, rated, () => CodeOf(model, user, known, isTraining), new TrainedUser(model.Ratings, user, known))
            : Of(model, known, rated);
    }

    /// <summary>The code of a known user alone.</summary>
    /// <inheritdoc cref="Of(RecommendationModel, int, RatingMatrix, bool)" path="/param"/>
    public static float[] CodeOf(RecommendationModel model, int user, RatingMatrix history, bool isTraining) =>
        CodeOf(model, user, KnownOf(model, user, history), isTraining);

    // A one-class model keeps the codes of the training.
    private static float[] CodeOf(RecommendationModel model, int user, KnownRatings known, bool isTraining) =>
        isTraining && model.Ratings is OneClassModelParameters oneClass && oneClass.HasUser(user)
            ? oneClass.CodeOf(user).ToArray()
            : Encode(model, known);

    private static Person Of(RecommendationModel model, KnownRatings known, int[] rated)
    {
        var newcomer = Newcomer.Create(model.Ratings, isUser: true, known);
        return new(known, rated, () => newcomer is NewChooser chooser ? chooser.Code : Encode(model, known), newcomer);
    }

    private static KnownRatings KnownOf(RecommendationModel model, int user, RatingMatrix history) =>
        KnownRatings.OfSeen(model.Ratings, isUser: true, history.ColumnsOf(user), history.ValuesOf(user));

    private static float[] Encode(RecommendationModel model, KnownRatings known) =>
        known.Count == 0 ? [] : model.Choice.Encode(known.Positions, known.Ratings);
}
