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
        + settings.EncoderDecay * network.Hidden.Sum(Squares)
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
            var (layer, previous) = (network.Hidden[l], values);
            values =
            [
                .. Enumerable.Range(0, layer.Outputs).Select(k => ReferenceActivation.Apply(network.Encoder, Layer(layer, previous, k))),
            ];
            if (batch.HasHiddenFactors)
            {
                for (var k = 0; k < layer.Outputs; k++)
                    values[k] *= batch.HiddenFactors(l)[b * layer.Outputs + k];
            }
        }

        return values;
    }

    private static double Layer(AutoRecLayer layer, double[] inputs, int output)
    {
        double sum = layer.Biases[output];
        for (var i = 0; i < inputs.Length; i++)
            sum += inputs[i] * (layer.RowPerOutput ? layer.Weights[output * layer.Inputs + i] : layer.Weights[i * layer.Outputs + output]);
        return sum;
    }
}
