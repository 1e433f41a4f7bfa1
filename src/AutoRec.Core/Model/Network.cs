using System.Numerics.Tensors;

namespace AutoRec.Model;

/// <summary>
/// The autoencoder itself, on plain arrays: h(x) = f(W · g(V x + μ) + b), with further layers between where there are any
/// (Sedhain et al. 2015, equation 1). It reads the observed entries of a row of C values, and nothing of the others, which are zero.
/// </summary>
/// <remarks>
/// <para>Hidden layer l holds <c>Inputs × Outputs</c> weights, one row an input: the first layer's row u is the paper's column V<sub>·u</sub>.
/// The output layer holds <c>C × Inputs</c>, one row an output. So an observed entry costs one contiguous row in either.</para>
/// <para>A row's <i>code</i> is the last hidden layer, all that <see cref="Decode(ReadOnlySpan{float}, int)"/> needs.</para>
/// </remarks>
internal sealed class Network
{
    public Network(AutoRecLayer[] hidden, AutoRecLayer output, Activation encoder, Activation decoder, float outputShift, float outputSpan)
    {
        (Hidden, Output, Encoder, Decoder) = (hidden, output, encoder, decoder);
        (OutputShift, OutputSpan) = (outputShift, outputSpan);
    }

    /// <summary>The layers between input and output, at least one.</summary>
    public AutoRecLayer[] Hidden { get; }

    public AutoRecLayer Output { get; }

    /// <summary>g, of every hidden layer.</summary>
    public Activation Encoder { get; }

    /// <summary>f, of the output: t̂ = shift + span · f(a).</summary>
    public Activation Decoder { get; }

    public float OutputShift { get; }

    public float OutputSpan { get; }

    public int CodeLength => Output.Inputs;

    public IEnumerable<AutoRecLayer> Layers => Hidden.Append(Output);

    /// <summary>The code of a row: g(V x + μ), and so on through the hidden layers.</summary>
    /// <param name="columns">The columns of the observed entries.</param>
    /// <param name="inputs">Their values.</param>
    /// <param name="code">Receives <see cref="CodeLength"/> values.</param>
    public void Encode(ReadOnlySpan<int> columns, ReadOnlySpan<float> inputs, Span<float> code)
    {
        var first = Hidden.Length == 1 ? code : new float[Hidden[0].Outputs];
        Hidden[0].Biases.CopyTo(first);
        for (var i = 0; i < columns.Length; i++)
            TensorPrimitives.MultiplyAdd(Hidden[0].Row(columns[i]), inputs[i], first, first);
        Encoder.Apply(first);

        ReadOnlySpan<float> previous = first;
        for (var l = 1; l < Hidden.Length; l++)
        {
            var next = l == Hidden.Length - 1 ? code : new float[Hidden[l].Outputs];
            Hidden[l].Biases.CopyTo(next);
            for (var i = 0; i < previous.Length; i++)
                TensorPrimitives.MultiplyAdd(Hidden[l].Row(i), previous[i], next, next);
            Encoder.Apply(next);
            previous = next;
        }
    }

    /// <summary>The output at one column: shift + span · f(W<sub>u</sub> · code + b<sub>u</sub>).</summary>
    public float Decode(ReadOnlySpan<float> code, int column)
    {
        var output = DotProduct.Of(Output.Row(column), code) + Output.Biases[column];
        if (Decoder == Activation.Identity)
            return OutputShift + OutputSpan * output;
        Decoder.Apply(new Span<float>(ref output));
        return OutputShift + OutputSpan * output;
    }
}
