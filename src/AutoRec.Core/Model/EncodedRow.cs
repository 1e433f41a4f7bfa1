namespace AutoRec.Model;

/// <summary>An encoded row: a training row or a new one.</summary>
/// <param name="code">The last hidden layer, K values.</param>
/// <param name="bias">The row's bias, in stars.</param>
/// <param name="mean">The row's damped mean, in the label's units; NaN without ratings.</param>
internal readonly ref struct EncodedRow(ReadOnlySpan<float> code, float bias, float mean)
{
    /// <summary>A row without ratings.</summary>
    public static EncodedRow Empty => new([], 0, float.NaN);

    public ReadOnlySpan<float> Code { get; } = code;
    public float Bias { get; } = bias;
    public float Mean { get; } = mean;
}
