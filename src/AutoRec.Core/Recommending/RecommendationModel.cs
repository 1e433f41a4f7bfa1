using AutoRec.Choice;

namespace AutoRec.Recommending;

/// <summary>All that recommending needs: a model of the ratings, a model of the choices, the noise, and the ratings of the users.</summary>
/// <param name="Ratings">How much a user likes an item; a one-class model scores choices instead.</param>
/// <param name="Choice">Whether a user would choose an item.</param>
/// <param name="Noise">The uncertainty of a rating; <see cref="RatingNoise.None"/> for a one-class model.</param>
/// <param name="Levels">The probability of each rating level; null if the ratings are no levels.</param>
/// <param name="History">The training ratings, users × items; null if the model does not keep them.</param>
internal sealed record RecommendationModel(
    IRatingModel Ratings, ChoiceModel Choice, RatingNoise Noise, LevelModel? Levels, RatingMatrix? History)
{
    /// <summary>
    /// The weight of a star in the ranking, beside the choice score. Chosen on held-out training ratings (docs/experiments.md#lists).
    /// </summary>
    public const float StarWeight = 0.05f;

    // Items that nobody rated come last. Choice scores lie above −1.
    private const float UnratedItem = -1;

    /// <summary>The recommendation with a one-class model.</summary>
    public RecommendationModel(OneClassModelParameters model, RatingMatrix? history)
        : this(model, model.Choice, RatingNoise.None, null, history)
    {
    }

    /// <exception cref="InvalidOperationException">The model does not keep the training ratings.</exception>
    public RatingMatrix RequireHistory() => History ?? throw new InvalidOperationException(
        "The model does not keep the users' ratings, because it was trained with KeepRatings = false. Pass the ratings to "
        + "CreateRecommenderFromRatings, or train with KeepRatings = true.");

    /// <summary>The score of an item by choice alone.</summary>
    /// <param name="person">The person.</param>
    /// <param name="item">The 0-based index of the item.</param>
    public float ChoiceScore(Person person, int item) =>
        Choice.Counts[item] == 0 ? UnratedItem
        : person.IsUnknown ? Choice.Popularity(item)
        : Choice.Score(person.Code, item);

    /// <summary>
    /// What the predicted rating adds to the ranking: the stars above the mean, weighted. The rating is clipped. A one-class model adds 0.
    /// </summary>
    public float RatingScore(float rating) => float.IsNaN(rating) || Ratings is OneClassModelParameters
        ? 0
        : StarWeight * (Ratings.LabelRange.Clip(rating) - Ratings.GlobalMean) / Ratings.LabelRange.Unit;

    public RatingEstimate Estimate(Person person, int item)
    {
        var deviation = Noise.Deviation(person.Newcomer.Variance(item), person.Known.Count, Choice.Counts[item]);
        var score = person.Newcomer.Score(item);
        return new(
            score,
            deviation,
            Ratings.ClipToLabelRange ? Ratings.LabelRange : null,
            Levels?.Predict(score, person.LevelCounts(Levels.Levels), item));
    }
}
