using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Tests;

/// <summary>The objective of a training step in double precision, as the reference for every engine.</summary>
internal static class ReferenceNetwork
{
    /// <summary>Σe² over the batch's observed entries.</summary>
    public static double SquaredErrors(Network network, Batch batch)
    {
        double sum = 0;
        for (var b = 0; b < batch.RowCount; b++)
        {
            var code = Encode(network, batch, b);
            for (var i = batch.RowPointers[b]; i < batch.RowPointers[b + 1]; i++)
            {
                var output = Layer(network.Output, code, batch.Columns[i]);
                var error = network.OutputShift + network.OutputSpan * ReferenceActivation.Apply(network.Decoder, output) - batch.Targets[
                    i];
                sum += error * error;
            }
        }

        return sum;
    }

    /// <summary>½ [c Σe² + encoderDecay Σ‖hidden layers' weights‖² + decay ‖W‖²].</summary>
    public static double Objective(Network network, Batch batch, EngineSettings settings) => 0.5 * (
        batch.LossWeight * SquaredErrors(network, batch)
        + settings.EncoderDecay * (network.Hidden.Sum(Squares) + (network.RowFeatures is { } features ? Squares(features) : 0))
        + settings.Decay * Squares(network.Output)
        + settings.BiasDecay * network.Output.Biases.Sum(b => (double)b * b));

    private static double Squares(AutoRecLayer layer) => layer.Weights.Sum(w => (double)w * w);

    private static double[] Encode(Network network, Batch batch, int b)
    {
        var values = new double[batch.ColumnCount];
        for (var i = batch.RowPointers[b]; i < batch.RowPointers[b + 1]; i++)
            values[batch.Columns[i]] = batch.Inputs[i];
        for (var l = 0; l < network.Hidden.Length; l++)
        {
            var (layer, previous, first) = (network.Hidden[l], values, l == 0);
            values =
            [
                .. Enumerable.Range(0, layer.Outputs).Select(k => ReferenceActivation.Apply(
                    network.Encoder, Layer(layer, previous, k) + (first ? Features(network, batch, b, k) : 0))),
            ];
            if (batch.HasHiddenFactors)
            {
                for (var k = 0; k < layer.Outputs; k++)
                    values[k] *= batch.HiddenFactors(l)[b * layer.Outputs + k];
            }
        }

        return values;
    }

    /// <summary>The part of the features in hidden unit k of row b.</summary>
    private static double Features(Network network, Batch batch, int b, int k)
    {
        double sum = 0;
        for (var i = batch.FeaturePointers[b]; i < batch.FeaturePointers[b + 1]; i++)
            sum += batch.FeatureInputs[i] * (double)network.RowFeatures!.Row(batch.FeatureSlots[i])[k];
        return sum;
    }

    private static double Layer(AutoRecLayer layer, double[] inputs, int output)
    {
        double sum = layer.Biases[output];
        for (var i = 0; i < inputs.Length; i++)
            sum += inputs[i] * (layer.RowPerOutput ? layer.Weights[output * layer.Inputs + i] : layer.Weights[i * layer.Outputs + output]);
        return sum;
    }
}
