namespace AutoRec;

/// <summary>The range of the training labels.</summary>
/// <param name="Minimum">The smallest label in training.</param>
/// <param name="Maximum">The largest label in training.</param>
public readonly record struct RatingScale(float Minimum, float Maximum)
{
    // The network works in stars, 1 + 4 (r − min)/(max − min), so the same λ and learning rate serve any scale.
    private const float Stars = 4;

    // The squares of labels and of the size of a star are Singles.
    private const float Largest = 1e18f;
    private const float Narrowest = 1e-15f;

    /// <summary>The size of one star in label units; 1 if all labels are equal.</summary>
    internal float Unit => Maximum > Minimum ? (Maximum - Minimum) / Stars : 1;

    internal float ToStars(float label) => 1 + (label - Minimum) / Unit;
    internal float ToLabel(float stars) => Minimum + (stars - 1) * Unit;
    internal float Clip(float label) => Math.Clamp(label, Minimum, Maximum);

    internal static RatingScale Of(ReadOnlySpan<float> labels)
    {
        var scale = new RatingScale(TensorPrimitives.Min(labels), TensorPrimitives.Max(labels));
        var range = scale.Maximum - scale.Minimum;
        return scale.Minimum >= -Largest && scale.Maximum <= Largest && (range == 0 || range >= Narrowest)
            ? scale
            : throw new InvalidOperationException(FormattableString.Invariant(
                $"The labels range from {scale.Minimum} to {scale.Maximum}; expected labels between {-Largest} and {Largest} that are ")
                + FormattableString.Invariant($"all equal or differ by at least {Narrowest}, because of their squares. Scale them, for ")
                + "example to 1 to 5.");
    }
}
