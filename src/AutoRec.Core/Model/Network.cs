using System.Runtime.CompilerServices;

namespace AutoRec.Model;

/// <summary>
/// The autoencoder: h(x) = f(W · g(V x + μ) + b) (Sedhain et al. 2015, equation 1), possibly with more hidden layers. A row x has C
/// values; only its observed entries are read, all others count as zero.
/// </summary>
/// <remarks>
/// Weights: C × K₁ in the first layer (row u is the paper's column V<sub>·u</sub>), K₁ × K₂ … in further hidden layers, C × K in the output
/// layer. The last hidden layer's K values are a row's <i>code</i>.
/// </remarks>
internal sealed class Network
{
    /// <summary>The most hidden layers.</summary>
    public const int MostHidden = 100;

    public Network(AutoRecLayer[] hidden, AutoRecLayer output, Activation encoder, Activation decoder, float outputShift, float outputSpan)
    {
        (Hidden, Output, Encoder, Decoder) = (hidden, output, encoder, decoder);
        (OutputShift, OutputSpan) = (outputShift, outputSpan);
    }

    public AutoRecLayer[] Hidden { get; }
    public AutoRecLayer Output { get; }

    /// <summary>A, P × K₁: the weights of the features of a row in the first layer, without biases; null without such features.</summary>
    public AutoRecLayer? RowFeatures { get; init; }

    /// <summary>
    /// Q × K and Q: the part of a column's weights and bias that its features determine; null without such features. In training G, and
    /// afterwards a regression for columns without ratings. The weights of the columns in <see cref="Output"/> contain their part.
    /// </summary>
    public AutoRecLayer? ColumnFeatures { get; init; }

    /// <summary>g, the activation of every hidden layer.</summary>
    public Activation Encoder { get; }

    /// <summary>f, the activation of the output: t̂ = shift + span · f(a).</summary>
    public Activation Decoder { get; }

    public float OutputShift { get; }
    public float OutputSpan { get; }
    public int CodeLength => Output.Inputs;
    public IEnumerable<AutoRecLayer> Layers => Hidden.Append(Output);

    /// <summary>Whether all weights and biases are finite.</summary>
    public bool IsFinite => Layers.Append(RowFeatures).Append(ColumnFeatures).OfType<AutoRecLayer>()
        .All(layer => Array.TrueForAll(layer.Weights, float.IsFinite) && Array.TrueForAll(layer.Biases, float.IsFinite));

    /// <summary>The same network with weights of features.</summary>
    public Network With(AutoRecLayer? rowFeatures, AutoRecLayer? columnFeatures) =>
        new(Hidden, Output, Encoder, Decoder, OutputShift, OutputSpan) { RowFeatures = rowFeatures, ColumnFeatures = columnFeatures };

    /// <summary>Computes the code of a row, g(V x + μ) and so on through the hidden layers.</summary>
    /// <param name="columns">The columns of the observed entries.</param>
    /// <param name="inputs">The values of these entries.</param>
    /// <param name="code">The result, K values.</param>
    /// <param name="features">The scaled features of the row; null without features.</param>
    public void Encode(ReadOnlySpan<int> columns, ReadOnlySpan<float> inputs, Span<float> code, FeatureVector? features = null)
    {
        // First layer, K₁ sums: Σ x_u V_u + μ over the observed entries.
        var sums = Hidden.Length == 1 ? code : new float[Hidden[0].Outputs];
        SumInputs(columns, inputs, withBiases: true, sums);
        AddFeatures(features, sums);
        EncodeSums(sums, code);
    }

    /// <summary>Computes V x + μ, or V x without biases: the sums of the first layer, K₁ values.</summary>
    public void SumInputs(ReadOnlySpan<int> columns, ReadOnlySpan<float> inputs, bool withBiases, Span<float> sums)
    {
        if (withBiases)
            Hidden[0].Biases.CopyTo(sums);
        else
            sums.Clear();
        for (var i = 0; i < columns.Length; i++)
            TensorPrimitives.MultiplyAdd(Hidden[0].Row(columns[i]), inputs[i], sums, sums);
    }

    /// <summary>Adds 3.5 Σ<sub>p</sub> f<sub>p</sub> A<sub>p</sub> to the sums of the first layer.</summary>
    public void AddFeatures(FeatureVector? features, Span<float> sums)
    {
        if (RowFeatures is null || features is null)
            return;
        for (var i = 0; i < features.Count; i++)
        {
            var input = FeatureScaling.InputFactor * features.Values[i];
            TensorPrimitives.MultiplyAdd(RowFeatures.Row(features.Slots[i]), input, sums, sums);
        }
    }

    /// <summary>Computes the code of a row from the sums of the first layer, which are overwritten.</summary>
    /// <param name="sums">V x + μ, K₁ values; with one hidden layer, it may be the same memory as the code.</param>
    /// <param name="code">The result, K values.</param>
    public void EncodeSums(Span<float> sums, Span<float> code)
    {
        Encoder.Apply(sums);
        if (Hidden.Length == 1)
            sums.CopyTo(code);

        // Further hidden layers, from K_l to K_(l+1) values; the last writes the code.
        ReadOnlySpan<float> previous = sums;
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

    /// <summary>Computes the output at one column: shift + span · f(W<sub>u</sub> · code + b<sub>u</sub>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float Decode(ReadOnlySpan<float> code, int column) =>
        OutputOf(DotProduct.Of(Output.Row(column), code) + Output.Biases[column]);

    /// <summary>Computes shift + span · f(a).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float OutputOf(float a)
    {
        if (Decoder != Activation.Identity)
            Decoder.Apply(new Span<float>(ref a));
        return OutputShift + OutputSpan * a;
    }
}
