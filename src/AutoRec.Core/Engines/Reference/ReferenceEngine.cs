using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Engines.Reference;

/// <summary>
/// The training step of docs/algorithm.md, written as plainly as possible, with dense loops in double precision (activations are the
/// model's own, in single precision). It is for reading and for testing the other engines; no training uses it.
/// </summary>
/// <remarks>
/// B rows in a batch, C columns of the rating matrix, K<sub>l</sub> units in hidden layer l. The step minimizes
/// ½ [c Σωe² + Σ decay ‖W‖²], with e = shift + span · f(z) − target and the weight ω at each observed entry, and c the batch's loss weight.
/// With P features of rows, the first layer has P more inputs; with Q features of columns, the decoder's weights have a part g G/4.
/// </remarks>
internal sealed class ReferenceEngine(Network network, EngineSettings settings) : ITrainingEngine
{
    private readonly Layer[] _layers = [.. network.Layers.Select(layer => new Layer(layer, settings))];
    private readonly Parameters _shared = new(settings.SharedStart ?? new float[network.CodeLength], settings); // w, shared by all columns
    private readonly Parameters? _rowFeatures = // A, P × K₁
        network.RowFeatures is { } rows ? new(rows.Weights, settings, rows.Outputs) : null;
    private readonly Parameters? _columnFeatures = // G, Q × K
        network.ColumnFeatures is { } columns ? new(columns.Weights, settings, columns.Inputs) : null;
    private int _steps;

    public double Step(Batch batch, double learningRate)
    {
        double squaredErrors = 0;
        var decoder = Decoder();
        for (var b = 0; b < batch.RowCount; b++)
            squaredErrors += AddGradient(batch, b, decoder);

        _steps++;
        var output = _layers[^1];
        if (settings.SharedDecoder)
        {
            for (var u = 0; u < output.Outputs; u++)
            {
                for (var k = 0; k < output.Inputs; k++)
                    _shared.Gradient[k] += EngineSettings.SharedFactor * output.Weights.Gradient[output.At(k, u)];
            }

            _shared.Step(decay: 0, learningRate, _steps);
        }

        if (_columnFeatures is not null)
        {
            for (var u = 0; u < output.Outputs; u++)
            {
                foreach (var (q, g) in FeaturesOf(u))
                {
                    for (var k = 0; k < output.Inputs; k++)
                    {
                        _columnFeatures.Gradient[(q * output.Inputs) + k] +=
                            EngineSettings.SharedFactor * g * output.Weights.Gradient[output.At(k, u)];
                    }
                }
            }

            _columnFeatures.Step(settings.ColumnFeatureDecay, learningRate, _steps);
        }

        _rowFeatures?.Step(settings.EncoderDecay, learningRate, _steps);
        foreach (var layer in _layers)
        {
            layer.Weights.Step(layer == output ? settings.Decay : settings.EncoderDecay, learningRate, _steps);
            layer.Biases.Step(layer == output ? settings.BiasDecay : 0, learningRate, _steps);
        }

        return squaredErrors;
    }

    public void CopyTo(Network to)
    {
        foreach (var (from, layer) in _layers.Zip(to.Layers))
        {
            Array.ConvertAll(from.Weights.Values, value => (float)value).CopyTo(layer.Weights, 0);
            Array.ConvertAll(from.Biases.Values, value => (float)value).CopyTo(layer.Biases, 0);
        }

        Array.ConvertAll(Decoder(), value => (float)value).CopyTo(to.Output.Weights, 0);
        if (_rowFeatures is not null)
            Array.ConvertAll(_rowFeatures.Values, value => (float)value).CopyTo(to.RowFeatures!.Weights, 0);
        if (_columnFeatures is not null)
        {
            Array.ConvertAll(_columnFeatures.Values, value => (float)(EngineSettings.SharedFactor * value))
                .CopyTo(to.ColumnFeatures!.Weights, 0);
        }
    }

    public void Dispose()
    {
    }

    /// <summary>The weights of the last layer, C × K: W<sub>u</sub> + (w + Σ<sub>q</sub> g<sub>uq</sub> G<sub>q</sub>)/4.</summary>
    private double[] Decoder()
    {
        var length = network.CodeLength;
        double[] weights =
            [.. _layers[^1].Weights.Values.Select((own, i) => own + (EngineSettings.SharedFactor * _shared.Values[i % length]))];
        for (var u = 0; u < network.Output.Outputs && _columnFeatures is not null; u++)
        {
            foreach (var (q, g) in FeaturesOf(u))
            {
                for (var k = 0; k < length; k++)
                    weights[(u * length) + k] += EngineSettings.SharedFactor * g * _columnFeatures.Values[(q * length) + k];
            }
        }

        return weights;
    }

    private IEnumerable<(int Slot, float Value)> FeaturesOf(int column) =>
        settings.ColumnFeatures![column].Slots.Zip(settings.ColumnFeatures[column].Values);

    /// <summary>Adds the gradient of ½ c Σωe² over one row of the batch, without the penalty. Returns Σωe².</summary>
    private double AddGradient(Batch batch, int b, double[] decoder)
    {
        // Forward: a[0] is the input (C), a[l + 1] the output of layer l (K_l, and C for the last); slopes[l] is its derivative by z.
        var observed = Enumerable.Range(batch.RowPointers[b], batch.RowPointers[b + 1] - batch.RowPointers[b]).ToArray();
        var a = new double[_layers.Length + 1][];
        var slopes = new double[_layers.Length][];
        a[0] = new double[batch.ColumnCount];
        var (firstFeature, lastFeature) = (batch.FeaturePointers[b], batch.FeaturePointers[b + 1]);
        foreach (var i in observed)
            a[0][batch.Columns[i]] = batch.Inputs[i];
        for (var l = 0; l < _layers.Length; l++)
        {
            var isLast = l == _layers.Length - 1;
            var z = _layers[l].Forward(a[l], isLast ? decoder : _layers[l].Weights.Values);
            for (var i = firstFeature; i < lastFeature && l == 0; i++)
            {
                for (var k = 0; k < z.Length; k++)
                    z[k] += batch.FeatureInputs[i] * _rowFeatures!.Values[(batch.FeatureSlots[i] * z.Length) + k];
            }

            (a[l + 1], slopes[l]) = Activate(isLast ? network.Decoder : network.Encoder, z);
            if (isLast || !batch.HasHiddenFactors)
                continue;
            for (var k = 0; k < z.Length; k++)
            {
                a[l + 1][k] *= batch.HiddenFactors(l)[(b * z.Length) + k];
                slopes[l][k] *= batch.HiddenFactors(l)[(b * z.Length) + k];
            }
        }

        // The errors, and the derivative by the outputs of the last layer: zero at entries that are not observed.
        double squaredErrors = 0;
        var gradient = new double[batch.ColumnCount];
        foreach (var i in observed)
        {
            var error = network.OutputShift + (network.OutputSpan * a[^1][batch.Columns[i]]) - batch.Targets[i];
            var weight = batch.IsWeighted ? batch.Weights[i] : 1;
            gradient[batch.Columns[i]] = batch.LossWeight * weight * error * network.OutputSpan;
            squaredErrors += weight * error * error;
        }

        // Backward: from the derivative by a layer's outputs to that by its z, by its weights and biases, and by its inputs.
        for (var l = _layers.Length - 1; l >= 0; l--)
        {
            var dz = gradient.Zip(slopes[l], (d, slope) => d * slope).ToArray();
            for (var i = firstFeature; i < lastFeature && l == 0; i++)
            {
                for (var k = 0; k < dz.Length; k++)
                    _rowFeatures!.Gradient[(batch.FeatureSlots[i] * dz.Length) + k] += batch.FeatureInputs[i] * dz[k];
            }

            gradient = _layers[l].Backward(a[l], dz, l == _layers.Length - 1 ? decoder : _layers[l].Weights.Values);
        }

        return squaredErrors;
    }

    private static (double[] Values, double[] Slopes) Activate(Activation activation, double[] z)
    {
        var (values, slopes) = (Array.ConvertAll(z, value => (float)value), new float[z.Length]);
        activation.ApplyWithDerivative(values, slopes);
        return (Array.ConvertAll(values, value => (double)value), Array.ConvertAll(slopes, slope => (double)slope));
    }

    private sealed class Layer(AutoRecLayer layer, EngineSettings settings)
    {
        public int Inputs => layer.Inputs;
        public int Outputs => layer.Outputs;
        public Parameters Weights { get; } = new(layer.Weights, settings, layer.RowPerOutput ? layer.Inputs : layer.Outputs);
        public Parameters Biases { get; } = new(layer.Biases, settings);

        /// <summary>The position of a weight: the last layer is outputs × inputs, all others are inputs × outputs.</summary>
        public int At(int input, int output) => layer.RowPerOutput ? (output * Inputs) + input : (input * Outputs) + output;

        /// <summary>z = Wᵀ a + b</summary>
        public double[] Forward(double[] a, double[] weights)
        {
            var z = (double[])Biases.Values.Clone();
            for (var i = 0; i < Inputs; i++)
            {
                for (var o = 0; o < Outputs; o++)
                    z[o] += weights[At(i, o)] * a[i];
            }

            return z;
        }

        /// <summary>∂W += a dzᵀ and ∂b += dz. Returns ∂a = W dz.</summary>
        public double[] Backward(double[] a, double[] dz, double[] weights)
        {
            var gradient = new double[Inputs];
            for (var o = 0; o < Outputs; o++)
            {
                Biases.Gradient[o] += dz[o];
                for (var i = 0; i < Inputs; i++)
                {
                    Weights.Gradient[At(i, o)] += a[i] * dz[o];
                    gradient[i] += weights[At(i, o)] * dz[o];
                }
            }

            return gradient;
        }
    }

    /// <summary>An array of parameters, their gradient, and the optimizer's state: a vector, or a matrix with rows of some units.</summary>
    private sealed class Parameters(float[] first, EngineSettings settings, int? units = null)
    {
        private readonly AutoRecOptimizer _optimizer = units is null ? settings.VectorOptimizer : settings.Optimizer;

        // Adam: moving means of the gradient and of its square. SGD: the velocity. RProp: the last gradient and the step size.
        private readonly double[] _state = new double[first.Length];
        private readonly double[] _state2 =
            Array.ConvertAll(first, _ => settings.Optimizer == AutoRecOptimizer.RProp ? settings.FirstLearningRate : 0);

        private readonly double[] _squares = new double[first.Length]; // RowAdam: the mean square of the weight's block.

        public double[] Values { get; } = Array.ConvertAll(first, value => (double)value);
        public double[] Gradient { get; } = new double[first.Length];

        /// <summary>Takes step number <paramref name="t"/>, from 1, by the gradient plus decay · values, and clears the gradient.</summary>
        public void Step(double decay, double rate, int t)
        {
            for (var i = 0; i < Values.Length; i++)
                Gradient[i] += decay * Values[i];
            if (_optimizer == AutoRecOptimizer.RowAdam)
                FindMeanSquares(units!.Value);
            for (var i = 0; i < Values.Length; i++)
            {
                var gradient = Gradient[i];
                Gradient[i] = 0;
                Values[i] -= _optimizer switch
                {
                    AutoRecOptimizer.RowAdam => Adam(ref _state[i], ref _state2[i], gradient, _squares[i], rate, t),
                    AutoRecOptimizer.Adam => Adam(ref _state[i], ref _state2[i], gradient, gradient * gradient, rate, t),
                    AutoRecOptimizer.Sgd => rate * (_state[i] = (settings.Momentum * _state[i]) + gradient),
                    AutoRecOptimizer.RProp => RProp(ref _state[i], ref _state2[i], gradient),
                    _ => throw new NotSupportedException($"The reference has no step of {settings.Optimizer}."),
                };
            }
        }

        /// <summary>The mean square of the gradient over the weights of the same row and block of units.</summary>
        private void FindMeanSquares(int width)
        {
            for (var row = 0; row < Values.Length; row += width)
            {
                for (var from = row; from < row + width; from += UnitBlock.WidthOf(width))
                {
                    var to = Math.Min(from + UnitBlock.WidthOf(width), row + width);
                    Array.Fill(_squares, Gradient[from..to].Average(g => g * g), from, to - from);
                }
            }
        }

        private static double Adam(ref double mean, ref double square, double gradient, double newSquare, double rate, int t)
        {
            mean += (1 - EngineSettings.AdamBeta1) * (gradient - mean);
            square += (1 - EngineSettings.AdamBeta2) * (newSquare - square);
            var deviation = Math.Sqrt(square / (1 - Math.Pow(EngineSettings.AdamBeta2, t)));
            return rate * mean / (1 - Math.Pow(EngineSettings.AdamBeta1, t)) / (deviation + EngineSettings.AdamEpsilon);
        }

        private static double RProp(ref double last, ref double size, double gradient)
        {
            var agreement = Math.Sign(gradient * last);
            size = Math.Clamp(size * (agreement > 0 ? 1.2 : agreement < 0 ? 0.5 : 1), 1e-6, 50);
            last = agreement < 0 ? 0 : gradient;
            return Math.Sign(last) * size;
        }
    }
}
