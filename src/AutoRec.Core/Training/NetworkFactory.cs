using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>Creates and copies the initial network.</summary>
internal static class NetworkFactory
{
    /// <summary>
    /// Draws the weights of the first and the last layer from N(0, σ²) with the option's σ; biases are 0. Sigmoid layers in between start
    /// close to the identity, so a deep network starts like a shallow one; others draw from N(0, 1/inputs).
    /// </summary>
    public static Network Create(TrainingSet set, AutoRecOptions options, int seed)
    {
        var network = CreateEmpty(set, options);
        var (hidden, output) = (network.Hidden, network.Output);

        // A shard draws its part of the weights of the whole.
        var before = (long)set.Shard.FirstColumn;
        Draw(hidden[0], 0, options.InitialStandardDeviation, seed, before * hidden[0].Outputs);
        for (var l = 1; l < hidden.Length; l++)
        {
            if (options.EncoderActivation == Activation.Sigmoid)
                StartAsIdentity(hidden[l]);
            else
                Draw(hidden[l], l, 1 / Math.Sqrt(hidden[l].Inputs), seed);
        }

        Draw(output, hidden.Length, options.InitialStandardDeviation, seed, before * output.Inputs);
        return network;
    }

    /// <summary>Creates a network whose weights are all 0.</summary>
    public static Network CreateEmpty(TrainingSet set, AutoRecOptions options)
    {
        var widths = WidthsThroughAndBack(options.HiddenLayers);
        var hidden = new AutoRecLayer[widths.Length];
        for (var l = 0; l < widths.Length; l++)
            hidden[l] = CreateLayer(l == 0 ? set.ColumnCount : widths[l - 1], widths[l], rowPerOutput: false);
        var output = CreateLayer(widths[^1], set.ColumnCount, rowPerOutput: true);
        var (shift, span) = OutputRange(options.DecoderActivation, set);
        return new Network(hidden, output, options.EncoderActivation, options.DecoderActivation, shift, span).With(
            set.RowFeatures is { } rows ? CreateLayer(rows.SlotCount, widths[0], rowPerOutput: false) : null,
            set.ColumnFeatures is { } columns ? CreateLayer(widths[^1], columns.SlotCount, rowPerOutput: true) : null);
    }

    public static Network Clone(Network network) => new Network(
        Array.ConvertAll(network.Hidden, Clone),
        Clone(network.Output),
        network.Encoder,
        network.Decoder,
        network.OutputShift,
        network.OutputSpan)
        .With(
            network.RowFeatures is { } rows ? Clone(rows) : null,
            network.ColumnFeatures is { } columns ? Clone(columns) : null);

    /// <summary>500, 250 → 500, 250, 500.</summary>
    public static int[] WidthsThroughAndBack(int[] hiddenLayers) => [.. hiddenLayers, .. Enumerable.Reverse(hiddenLayers).Skip(1)];

    private static AutoRecLayer Clone(AutoRecLayer layer) =>
        new(layer.Inputs, layer.Outputs, layer.RowPerOutput, [.. layer.Weights], [.. layer.Biases]);

    private static AutoRecLayer CreateLayer(int inputs, int outputs, bool rowPerOutput) => (long)inputs * outputs <= Array.MaxLength
        ? new AutoRecLayer(inputs, outputs, rowPerOutput)
        : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"A layer of {inputs} × {outputs} weights is too large; at most {Array.MaxLength} weights are possible. "
            + "Use fewer hidden units, or hash the keys to fewer values.");

    private static void Draw(AutoRecLayer layer, int index, double standardDeviation, int seed, long skipped = 0) =>
        new RandomStream((ulong)(uint)seed, RandomStream.Purpose.Weights, index).FillGaussian(layer.Weights, standardDeviation, skipped);

    /// <summary>Each unit follows one unit of the layer before, or several of a wider layer: h′ = g(8 (h − ½)), which keeps ½.</summary>
    private static void StartAsIdentity(AutoRecLayer layer)
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

    private static (float Shift, float Span) OutputRange(Activation decoder, TrainingSet set)
    {
        if (decoder.Bounds() is not var (low, high))
            return (0, 1);
        var (lowest, highest) = set.Shard.Range(set.Targets);
        var span = (highest - lowest) / (high - low);
        return (lowest - low * span, span);
    }
}
