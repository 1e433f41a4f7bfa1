using AutoRec.FoldIn;

namespace AutoRec;

/// <summary>A rating of an item by some user.</summary>
/// <param name="Item">The key of the item, from 0.</param>
/// <param name="Rating">The rating, in the units of the training ratings.</param>
public readonly record struct ItemRating(int Item, float Rating);

/// <summary>A rating by a user of some item.</summary>
/// <param name="User">The key of the user, from 0.</param>
/// <param name="Rating">The rating, in the units of the training ratings.</param>
public readonly record struct UserRating(int User, float Rating);

/// <summary>A user with ratings given now, who scores without retraining. Immutable and safe for any number of threads.</summary>
public sealed class FoldedUser
{
    private readonly KeyedNewcomer _newcomer;

    internal FoldedUser(KeyedNewcomer newcomer) => _newcomer = newcomer;

    /// <summary>The predicted rating of an item, in the units of the training ratings.</summary>
    /// <param name="item">The key of the item, from 0.</param>
    public float Score(int item) => _newcomer.Score(item);
}

/// <summary>An item with ratings given now, which scores without retraining. Immutable and safe for any number of threads.</summary>
public sealed class FoldedItem
{
    private readonly KeyedNewcomer _newcomer;

    internal FoldedItem(KeyedNewcomer newcomer) => _newcomer = newcomer;

    /// <summary>The predicted rating by a user, in the units of the training ratings.</summary>
    /// <param name="user">The key of the user, from 0.</param>
    public float Score(int user) => _newcomer.Score(user);
}

/// <summary>Folds in new users and items: they score from their ratings, without retraining.</summary>
/// <remarks>
/// It also serves known users and items whose ratings changed after training: only the given ratings count. The encoded side of a model
/// uses the encoder; the other side solves a ridge regression (docs/algorithm.md#fold-in). Both work in every variant, and in a blend.
/// </remarks>
public static class RatingModelFoldIn
{
    /// <summary>Folds in a user.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="ratings">The user's ratings, in any order. Items without training ratings do not count.</param>
    /// <param name="features">
    /// The user's features: all slots of the column in training, not scaled. Default: empty, unknown, like the mean of training.
    /// </param>
    /// <exception cref="ArgumentException">
    /// An item is outside the model or given twice, or a rating is not finite or far outside the range of the training ratings;
    /// or the number of features is not that of training, or one is not finite.
    /// </exception>
    /// <exception cref="InvalidOperationException">The model was saved by an earlier version without λ; train it again.</exception>
    /// <exception cref="NotSupportedException">The model is of a foreign class, which no AutoRec trainer made.</exception>
    /// <example>
    /// <code>
    /// IRatingModel model = RatingModelFile.Load("model.zip");
    /// var newcomer = model.FoldInUser([new(Item: 0, Rating: 5), new(Item: 3, Rating: 2)]);
    /// float rating = newcomer.Score(item: 7);
    /// </code>
    /// </example>
    public static FoldedUser FoldInUser(
        this IRatingModel model, IEnumerable<ItemRating> ratings, ReadOnlySpan<float> features = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ratings);
        var known = KnownRatings.Check(model, isUser: true, ratings.Select(given => (given.Item, given.Rating)));
        known = known.With(NewcomerFeatures.Check(model, isUser: true, features));
        return new(new KeyedNewcomer(model, isUser: true, known));
    }

    /// <summary>Folds in an item.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="ratings">The item's ratings, in any order. Users without training ratings do not count.</param>
    /// <param name="features">
    /// The item's features: all slots of the column in training, not scaled. Default: empty, unknown, like the mean of training.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A user is outside the model or given twice, or a rating is not finite or far outside the range of the training ratings;
    /// or the number of features is not that of training, or one is not finite.
    /// </exception>
    /// <exception cref="InvalidOperationException">The model was saved by an earlier version without λ; train it again.</exception>
    /// <exception cref="NotSupportedException">
    /// The model is a one-class model, which folds in users only, or of a foreign class.
    /// </exception>
    public static FoldedItem FoldInItem(
        this IRatingModel model, IEnumerable<UserRating> ratings, ReadOnlySpan<float> features = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ratings);
        var known = KnownRatings.Check(model, isUser: false, ratings.Select(given => (given.User, given.Rating)));
        known = known.With(NewcomerFeatures.Check(model, isUser: false, features));
        return new(new KeyedNewcomer(model, isUser: false, known));
    }
}
