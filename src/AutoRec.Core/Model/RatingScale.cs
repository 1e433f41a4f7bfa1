using System.Numerics.Tensors;

namespace AutoRec;

/// <summary>
/// The labels' range in training, and the common scale of 1 to 5 that the network works on: 1 + 4 (r − min)/(max − min), so that
/// the same λ and learning rate serve half stars, percentages and thumbs alike.
/// </summary>
/// <param name="Minimum">The smallest label in training.</param>
/// <param name="Maximum">The largest label in training.</param>
public readonly record struct RatingScale(float Minimum, float Maximum)
{
    private const float Stars = 4;

    /// <summary>Label units in one unit of the common scale; 1 where all labels are the same.</summary>
    internal float Unit => Maximum > Minimum ? (Maximum - Minimum) / Stars : 1;

    internal float ToStars(float label) => 1 + (label - Minimum) / Unit;

    internal float ToLabel(float stars) => Minimum + (stars - 1) * Unit;

    internal float Clip(float label) => Math.Clamp(label, Minimum, Maximum);

    /// <exception cref="InvalidOperationException">The labels lie further apart than a Single can tell.</exception>
    internal static RatingScale Of(ReadOnlySpan<float> labels)
    {
        var scale = new RatingScale(TensorPrimitives.Min(labels), TensorPrimitives.Max(labels));
        return float.IsFinite(scale.Maximum - scale.Minimum)
            ? scale
            : throw new InvalidOperationException(FormattableString.Invariant($"The labels go from {scale.Minimum} to {scale.Maximum}; expected a range that a Single can hold. Scale them first."));
    }
}
