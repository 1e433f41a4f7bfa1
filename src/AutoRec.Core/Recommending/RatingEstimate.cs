using System.Globalization;
using System.Text;
using AutoRec.Recommending;

namespace AutoRec;

/// <summary>A predicted rating with its uncertainty, in the units of the training ratings.</summary>
/// <remarks>
/// The uncertainty was fitted on held-out ratings when the model was trained (docs/algorithm.md#intervals). A one-class model predicts no
/// ratings: the rating is then its score, and deviation, interval, median and probabilities are NaN.
/// </remarks>
public readonly record struct RatingEstimate
{
    private readonly RatingScale? _clip;
    private readonly RatingDistribution? _distribution;

    internal RatingEstimate(float rating, float deviation, RatingScale? clip, RatingDistribution? distribution = null) =>
        (Rating, Deviation, _clip, _distribution) = (rating, deviation, clip, distribution);

    /// <summary>The predicted rating.</summary>
    public float Rating { get; }

    /// <summary>The standard deviation of the actual rating around the predicted one.</summary>
    public float Deviation { get; }

    /// <summary>
    /// The median of the actual rating: it is at least as high as this with a probability of one half or more. NaN without a score.
    /// </summary>
    /// <remarks>It is a rating level. Without levels, it is the predicted rating.</remarks>
    public float Median => _distribution is not null ? _distribution.Median : float.IsNaN(Deviation) ? float.NaN : Rating;

    /// <summary>The training ratings that the actual rating can be, ascending, with their probabilities, which add up to 1.</summary>
    /// <remarks>
    /// Their mean differs from the predicted rating by at most 1/40 of the scale, or 1/11 at its ends. The deviation is fitted apart from
    /// them. Computed at each call. Empty if the training had more than 20 distinct ratings, if the model was saved by an earlier version,
    /// or of a one-class model.
    /// </remarks>
    public IReadOnlyList<(float Rating, double Probability)> Levels => _distribution?.Levels ?? [];

    /// <summary>The probability that the actual rating is at least the given one. NaN without a score.</summary>
    /// <param name="rating">The rating, in the units of the training ratings.</param>
    /// <remarks>
    /// It is the sum over <see cref="Levels"/>, fitted on held-out ratings. Without levels, the rating is taken to be normal around the
    /// predicted one.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The rating is NaN.</exception>
    public double ProbabilityAtLeast(float rating)
    {
        if (float.IsNaN(rating))
            throw new ArgumentOutOfRangeException(nameof(rating), rating, "Expected a rating, such as 4.");
        if (_distribution is not null)
            return _distribution.AtLeast(rating);
        if (float.IsNaN(Rating) || float.IsNaN(Deviation))
            return double.NaN;
        if (_clip is { } range && (rating <= range.Minimum || rating > range.Maximum))
            return rating <= range.Minimum ? 1 : 0;
        if (Deviation == 0)
            return rating <= Rating ? 1 : 0;
        return Normal.Above((rating - Rating) / Deviation);
    }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Rating = {Rating}, Deviation = {Deviation}, Median = {Median}");
        return true;
    }

    /// <summary>The interval that holds the actual rating with the given probability: rating ± z · deviation, within the scale.</summary>
    /// <param name="probability">The probability, greater than 0 and less than 1. Default: 0.8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is 0 or less, or 1 or more.</exception>
    public (float Low, float High) Interval(double probability = 0.8)
    {
        if (!(probability is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Expected a probability between 0 and 1, such as 0.8.");
        var half = (float)Normal.QuantileOfInterval(probability) * Deviation;
        return _clip is { } range ? (range.Clip(Rating - half), range.Clip(Rating + half)) : (Rating - half, Rating + half);
    }
}
