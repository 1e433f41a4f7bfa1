namespace AutoRec.Model;

/// <summary>Everything that scoring needs of an encoded row: a known row, looked up, or any ratings, encoded on the spot.</summary>
/// <param name="code">The last hidden layer, K values.</param>
/// <param name="bias">The row's bias, on the common scale.</param>
/// <param name="mean">The row's damped mean in the label's units; NaN without ratings.</param>
internal readonly ref struct EncodedRow(ReadOnlySpan<float> code, float bias, float mean)
{
    /// <summary>A row without ratings.</summary>
    public static EncodedRow Empty => new([], 0, float.NaN);

    public ReadOnlySpan<float> Code { get; } = code;

    public float Bias { get; } = bias;

    public float Mean { get; } = mean;
}
