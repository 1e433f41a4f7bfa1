namespace AutoRec;

/// <summary>The weights and biases of one layer of the network.</summary>
public sealed class AutoRecLayer
{
    internal AutoRecLayer(int inputs, int outputs, bool rowPerOutput)
        : this(inputs, outputs, rowPerOutput, new float[checked(inputs * outputs)], new float[outputs])
    {
    }

    internal AutoRecLayer(int inputs, int outputs, bool rowPerOutput, float[] weights, float[] biases) =>
        (Inputs, Outputs, RowPerOutput, Weights, Biases) = (inputs, outputs, rowPerOutput, weights, biases);

    /// <summary>The number of values that the layer reads.</summary>
    public int Inputs { get; }

    /// <summary>The number of values that the layer computes.</summary>
    public int Outputs { get; }

    /// <summary>
    /// Whether <see cref="WeightMatrix"/> has a row for each output (the last layer, whose outputs are the columns of the rating
    /// matrix) or for each input (all others; the first layer's inputs are the columns of the rating matrix).
    /// </summary>
    public bool RowPerOutput { get; }

    /// <summary>
    /// <see cref="Inputs"/> × <see cref="Outputs"/> weights, row after row; of the last layer <see cref="Outputs"/> × <see cref="Inputs"/>
    /// (see <see cref="RowPerOutput"/>).
    /// </summary>
    public ReadOnlyMemory<float> WeightMatrix => Weights;

    /// <summary><see cref="Outputs"/> biases.</summary>
    public ReadOnlyMemory<float> BiasVector => Biases;

    internal float[] Weights { get; }

    internal float[] Biases { get; }

    private int RowLength => RowPerOutput ? Inputs : Outputs;

    internal ReadOnlySpan<float> Row(int index) => Weights.AsSpan(index * RowLength, RowLength);
}
