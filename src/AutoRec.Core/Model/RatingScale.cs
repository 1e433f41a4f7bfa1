namespace AutoRec;

/// <summary>The range of the training labels.</summary>
/// <param name="Minimum">The smallest label in training.</param>
/// <param name="Maximum">The largest label in training.</param>
public readonly record struct RatingScale(float Minimum, float Maximum)
{
    // The network works in stars, 1 + 4 (r − min)/(max − min), so the same λ and learning rate serve any scale.
    private const float Stars = 4;

    /// <summary>The size of one star in label units; 1 if all labels are equal.</summary>
    internal float Unit => Maximum > Minimum ? (Maximum - Minimum) / Stars : 1;

    internal float ToStars(float label) => 1 + (label - Minimum) / Unit;
    internal float ToLabel(float stars) => Minimum + (stars - 1) * Unit;
    internal float Clip(float label) => Math.Clamp(label, Minimum, Maximum);

    internal static RatingScale Of(ReadOnlySpan<float> labels)
    {
        var scale = new RatingScale(TensorPrimitives.Min(labels), TensorPrimitives.Max(labels));
        return float.IsFinite(scale.Maximum - scale.Minimum)
            ? scale
            : throw new InvalidOperationException(FormattableString.Invariant(
                $"The labels range from {scale.Minimum} to {scale.Maximum}; expected a range that a Single can hold. Scale them first."));
    }
}
