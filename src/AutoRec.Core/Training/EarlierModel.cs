using AutoRec.Model;
using AutoRec.Recommending;

namespace AutoRec.Training;

/// <summary>A trained model to continue from, and the place of each item and user of the new ratings in it.</summary>
/// <param name="Recommendation">The model with all that recommending needs.</param>
/// <param name="Items">For each item index of the new ratings, that of the earlier model; −1 for a new item.</param>
/// <param name="Users">The same for the users.</param>
internal sealed record EarlierModel(RecommendationModel Recommendation, int[] Items, int[] Users)
{
    /// <summary>The model of the ratings.</summary>
    public AutoRecModelParameters Model { get; } = (AutoRecModelParameters)Recommendation.Ratings;

    /// <summary>For each column of the new ratings, that of the earlier model; −1 for a new one.</summary>
    public int[] Columns => Model.Variant == AutoRecVariant.ItemBased ? Users : Items;

    /// <summary>
    /// Whether there is a network to continue from. One whose share is 0 was saved without the weights of its last layer.
    /// </summary>
    public bool HasNetwork => Model.Share > 0;

    /// <summary>The part of the network in a score, which a short training does not fit again.</summary>
    public NetworkShare Share => new(Model.Share, Model.Preparation.Baseline.Damping);

    /// <summary>Whether the ratings have the same smallest and largest value as in the earlier training.</summary>
    public bool HasScaleOf(RatingMatrix ratings) => RatingScale.Of(ratings.Values) == Model.LabelRange;

    /// <summary>The factors of the choice model for each item of the new ratings; null for a new item.</summary>
    public float[]? FactorsOf(int item) => Items[item] < 0 ? null : Recommendation.Choice.Factor(Items[item]).ToArray();
}
