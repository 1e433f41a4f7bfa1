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

    internal static RatingScale Of(ReadOnlySpan<float> labels) => new(
        System.Numerics.Tensors.TensorPrimitives.Min(labels),
        System.Numerics.Tensors.TensorPrimitives.Max(labels));
}
