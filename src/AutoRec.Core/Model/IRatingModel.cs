namespace AutoRec;

/// <summary>
/// A trained model that predicts the rating of an item by a user: a single AutoRec or a blend, item-based or user-based. A one-class model
/// predicts the choice instead.
/// </summary>
/// <remarks>
/// Items and users are keys from 0: ML.NET's key values minus 1. A key outside the model, such as −1 for a missing one, stands for an item
/// or a user without ratings. Models are immutable and safe for any number of threads.
/// </remarks>
public interface IRatingModel
{
    /// <summary>The number of items (ML.NET's matrix rows), including those without training ratings.</summary>
    int ItemCount { get; }

    /// <summary>The number of users (ML.NET's matrix columns), including those without training ratings.</summary>
    int UserCount { get; }

    /// <summary>The smallest and the largest training rating.</summary>
    RatingScale LabelRange { get; }

    /// <summary>The mean of all training ratings.</summary>
    float GlobalMean { get; }

    /// <summary>The score of an item or a user without training ratings.</summary>
    ColdStart ColdStart { get; }

    /// <summary>Whether scores are clipped to <see cref="LabelRange"/>.</summary>
    bool ClipToLabelRange { get; }

    /// <summary>Whether the item had training ratings; false for a key outside the model.</summary>
    /// <param name="item">The key of the item, from 0.</param>
    bool HasItem(int item);

    /// <summary>Whether the user had training ratings; false for a key outside the model.</summary>
    /// <param name="user">The key of the user, from 0.</param>
    bool HasUser(int user);

    /// <summary>The predicted rating, in the units of the training ratings.</summary>
    /// <param name="item">The key of the item, from 0.</param>
    /// <param name="user">The key of the user, from 0.</param>
    float Score(int item, int user);
}
