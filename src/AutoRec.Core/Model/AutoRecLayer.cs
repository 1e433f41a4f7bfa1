namespace AutoRec.Model;

/// <summary>The weights and biases of one layer of the network.</summary>
internal sealed class AutoRecLayer(int inputs, int outputs, bool rowPerOutput, float[] weights, float[] biases)
{
    public AutoRecLayer(int inputs, int outputs, bool rowPerOutput)
        : this(inputs, outputs, rowPerOutput, new float[checked(inputs * outputs)], new float[outputs])
    {
    }

    public int Inputs { get; } = inputs;
    public int Outputs { get; } = outputs;

    /// <summary>
    /// Whether <see cref="Weights"/> is outputs × inputs (the last layer) or inputs × outputs (all others). In the first and in the last
    /// layer, an observed entry then reads one contiguous row.
    /// </summary>
    public bool RowPerOutput { get; } = rowPerOutput;

    public float[] Weights { get; } = weights;
    public float[] Biases { get; } = biases;

    public int RowLength => RowPerOutput ? Inputs : Outputs;

    public ReadOnlySpan<float> Row(int index) => Weights.AsSpan(index * RowLength, RowLength);
}
