using System.Numerics.Tensors;
using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>Makes the network that training begins with, and copies of it.</summary>
internal static class NetworkFactory
{
    /// <summary>
    /// First and last layer of N(0, σ²) weights with the option's σ, zero biases. Layers between hand on what they get if they are sigmoids,
    /// so that a deep network begins as a shallow one; others are of N(0, 1/inputs) weights. A decoder with bounds is stretched to the range
    /// of the targets.
    /// </summary>
    public static Network Create(TrainingSet set, AutoRecOptions options, int seed)
    {
        var widths = WidthsThroughAndBack(options.HiddenLayers);
        var hidden = new AutoRecLayer[widths.Length];
        for (var l = 0; l < widths.Length; l++)
            hidden[l] = CreateLayer(l == 0 ? set.ColumnCount : widths[l - 1], widths[l], rowPerOutput: false);
        var output = CreateLayer(widths[^1], set.ColumnCount, rowPerOutput: true);

        Draw(hidden[0], 0, options.InitialStandardDeviation, seed);
        for (var l = 1; l < hidden.Length; l++)
        {
            if (options.EncoderActivation == Activation.Sigmoid)
                HandOn(hidden[l]);
            else
                Draw(hidden[l], l, 1 / Math.Sqrt(hidden[l].Inputs), seed);
        }

        Draw(output, hidden.Length, options.InitialStandardDeviation, seed);

        var (shift, span) = OutputRange(options.DecoderActivation, set.Targets);
        return new Network(hidden, output, options.EncoderActivation, options.DecoderActivation, shift, span);
    }

    public static Network Clone(Network network) => new(
        Array.ConvertAll(network.Hidden, Clone),
        Clone(network.Output),
        network.Encoder,
        network.Decoder,
        network.OutputShift,
        network.OutputSpan);

    /// <summary>500, 250 → 500, 250, 500.</summary>
    public static int[] WidthsThroughAndBack(int[] hiddenLayers) => [.. hiddenLayers, .. hiddenLayers.Reverse().Skip(1)];

    private static AutoRecLayer Clone(AutoRecLayer layer) =>
        new(layer.Inputs, layer.Outputs, layer.RowPerOutput, (float[])layer.Weights.Clone(), (float[])layer.Biases.Clone());

    private static AutoRecLayer CreateLayer(int inputs, int outputs, bool rowPerOutput) => (long)inputs * outputs <= Array.MaxLength
        ? new AutoRecLayer(inputs, outputs, rowPerOutput)
        : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"A layer of {inputs} × {outputs} has more than {Array.MaxLength} weights, the most there can be. Take fewer HiddenLayers units, or hash the keys to fewer values.");

    private static void Draw(AutoRecLayer layer, int index, double standardDeviation, int seed) =>
        new RandomStream((ulong)(uint)seed, RandomStream.Purpose.Weights, index).FillGaussian(layer.Weights, standardDeviation);

    /// <summary>
    /// Each sigmoid follows one of the layer before, or where those are more, several: h′ = g(8 (h − ½)), which keeps ½ and the order of the
    /// others. Of the slopes 1 to 12, about 8 was best (docs/study.md).
    /// </summary>
    private static void HandOn(AutoRecLayer layer)
    {
        const float Slope = 8;
        var weight = Slope * MathF.Sqrt(Math.Min(1, (float)layer.Outputs / layer.Inputs));
        for (var i = 0; i < Math.Max(layer.Inputs, layer.Outputs); i++)
        {
            var (input, output) = (i % layer.Inputs, i % layer.Outputs);
            layer.Weights[(input * layer.Outputs) + output] = weight;
            layer.Biases[output] -= weight / 2;
        }
    }

    private static (float Shift, float Span) OutputRange(Activation decoder, ReadOnlySpan<float> targets)
    {
        if (decoder.Bounds() is not var (low, high))
            return (0, 1);
        var lowest = TensorPrimitives.Min(targets);
        var span = (TensorPrimitives.Max(targets) - lowest) / (high - low);
        return (lowest - low * span, span);
    }
}
