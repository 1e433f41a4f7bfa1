namespace AutoRec.Model;

/// <summary>The weights and biases of one layer of the network.</summary>
/// <param name="inputs">The number of values that the layer reads.</param>
/// <param name="outputs">The number of values that the layer computes.</param>
/// <param name="rowPerOutput">Whether the weights are outputs × inputs (the last layer) or inputs × outputs (all others).</param>
/// <param name="weights">The weights, row after row.</param>
/// <param name="biases">One for each output.</param>
internal sealed class AutoRecLayer(int inputs, int outputs, bool rowPerOutput, float[] weights, float[] biases)
{
    public AutoRecLayer(int inputs, int outputs, bool rowPerOutput)
        : this(inputs, outputs, rowPerOutput, new float[checked(inputs * outputs)], new float[outputs])
    {
    }

    public int Inputs { get; } = inputs;

    public int Outputs { get; } = outputs;

    /// <summary>
    /// Whether a row of <see cref="Weights"/> belongs to an output (the last layer, whose outputs are the matrix's columns) or to an input
    /// (all others; the first layer's inputs are the matrix's columns). Either way, an observed entry costs one contiguous row.
    /// </summary>
    public bool RowPerOutput { get; } = rowPerOutput;

    public float[] Weights { get; } = weights;

    public float[] Biases { get; } = biases;

    public ReadOnlySpan<float> Row(int index)
    {
        var length = RowPerOutput ? Inputs : Outputs;
        return Weights.AsSpan(index * length, length);
    }
}
