namespace AutoRec;

/// <summary>A predicted rating with its uncertainty, in the units of the training ratings.</summary>
/// <remarks>
/// The uncertainty was fitted on held-out ratings when the model was trained (docs/algorithm.md#intervals). A one-class model predicts no
/// ratings: the rating is then its score, and deviation and interval are NaN.
/// </remarks>
public readonly record struct RatingEstimate
{
    private readonly float _low;
    private readonly float _high;

    internal RatingEstimate(float rating, float deviation, RatingScale? clip)
    {
        (Rating, Deviation) = (rating, deviation);
        (_low, _high) = clip is { } range ? (range.Minimum, range.Maximum) : (float.NegativeInfinity, float.PositiveInfinity);
    }

    /// <summary>The predicted rating.</summary>
    public float Rating { get; }

    /// <summary>The standard deviation of the actual rating around the predicted one.</summary>
    public float Deviation { get; }

    /// <summary>The interval that holds the actual rating with the given probability: rating ± z · deviation, within the scale.</summary>
    /// <param name="probability">The probability, greater than 0 and less than 1. Default: 0.8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is 0 or less, or 1 or more.</exception>
    public (float Low, float High) Interval(double probability = 0.8)
    {
        if (!(probability is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Expected a probability between 0 and 1, such as 0.8.");
        var half = (float)Recommending.NormalQuantile.OfInterval(probability) * Deviation;
        return (Math.Clamp(Rating - half, _low, _high), Math.Clamp(Rating + half, _low, _high));
    }
}
