using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Engines.Reference;

/// <summary>
/// The training step of docs/algorithm.md as plainly as it can be written: loops over all values, in double precision. Nobody trains with
/// it; it is here to be read, and both engines are tested against it.
/// </summary>
/// <remarks>
/// Notation: B rows in the batch, C columns of the rating matrix, K units of the last hidden layer; x inputs (B × C), h = g(z) outputs of a
/// hidden layer, t̂ = shift + span · f(z) outputs of the network, e = t̂ − t errors at the observed entries.
/// </remarks>
internal sealed class ReferenceEngine : ITrainingEngine
{
    private readonly Network _shape;
    private readonly EngineSettings _settings;
    private readonly Layer[] _hidden;
    private readonly Layer _output;
    private readonly Parameters _shared;
    private int _steps;

    public ReferenceEngine(Network network, EngineSettings settings)
    {
        (_shape, _settings) = (network, settings);
        _hidden = Array.ConvertAll(network.Hidden, layer => new Layer(layer, settings));
        _output = new Layer(network.Output, settings);
        _shared = new Parameters(new float[network.CodeLength], settings); // w, K values
    }

    public double Step(Batch batch, double learningRate)
    {
        var squaredErrors = ComputeGradient(batch);
        _steps++;
        foreach (var layer in _hidden)
            layer.Learn(_settings.EncoderDecay, learningRate, _steps);
        _output.Learn(_settings.Decay, learningRate, _steps);
        if (_settings.SharedDecoder)
            _shared.Learn(decay: 0, learningRate, _steps);
        return squaredErrors;
    }

    public void CopyTo(Network network)
    {
        for (var l = 0; l < _hidden.Length; l++)
            _hidden[l].CopyTo(network.Hidden[l]);
        _output.CopyTo(network.Output);
        var weights = network.Output.Weights;
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (float)(weights[i] + (EngineSettings.SharedFactor * _shared.Values[i % network.CodeLength]));
    }

    public void Dispose()
    {
    }

    /// <summary>Adds up ∂/∂weights of ½ w Σe² over the batch, without the penalty. Returns Σe².</summary>
    private double ComputeGradient(Batch batch)
    {
        double squaredErrors = 0;
        for (var b = 0; b < batch.RowCount; b++)
        {
            // Forward. outputs[0] is the row's input (C), outputs[l + 1] the output of hidden layer l, slopes[l] its derivative.
            var outputs = new List<double[]> { Inputs(batch, b) };
            var slopes = new List<double[]>();
            for (var l = 0; l < _hidden.Length; l++)
            {
                var (h, slope) = Activate(_shape.Encoder, _hidden[l].Apply(outputs[l]));
                for (var k = 0; k < h.Length; k++)
                {
                    var factor = batch.HasHiddenFactors ? batch.HiddenFactors(l)[(b * h.Length) + k] : 1;
                    (h[k], slope[k]) = (h[k] * factor, slope[k] * factor);
                }

                outputs.Add(h);
                slopes.Add(slope);
            }

            // The output layer, at the observed entries only: z_u = (W_u + w/4) · h + d_u.
            var code = outputs[^1];
            var gradient = new double[code.Length]; // ∂/∂h
            for (var i = batch.RowPointers[b]; i < batch.RowPointers[b + 1]; i++)
            {
                var column = batch.Columns[i];
                var z = _output.Biases.Values[column];
                for (var k = 0; k < code.Length; k++)
                    z += Decoder(column, k) * code[k];
                var (f, slope) = Activate(_shape.Decoder, z);
                var error = _shape.OutputShift + (_shape.OutputSpan * f) - batch.Targets[i];
                squaredErrors += error * error;

                // Backward through the output layer: ∂/∂z = w e ∂t̂/∂z.
                var dz = batch.LossWeight * error * _shape.OutputSpan * slope;
                _output.Biases.Gradient[column] += dz;
                for (var k = 0; k < code.Length; k++)
                {
                    _output.Weights.Gradient[_output.Index(k, column)] += dz * code[k];
                    _shared.Gradient[k] += EngineSettings.SharedFactor * dz * code[k];
                    gradient[k] += dz * Decoder(column, k);
                }
            }

            // Backward through the hidden layers, from the last to the first.
            for (var l = _hidden.Length - 1; l >= 0; l--)
            {
                for (var k = 0; k < gradient.Length; k++)
                    gradient[k] *= slopes[l][k];
                gradient = _hidden[l].Return(outputs[l], gradient);
            }
        }

        return squaredErrors;
    }

    private static double[] Inputs(Batch batch, int b)
    {
        var x = new double[batch.ColumnCount];
        for (var i = batch.RowPointers[b]; i < batch.RowPointers[b + 1]; i++)
            x[batch.Columns[i]] = batch.Inputs[i];
        return x;
    }

    private double Decoder(int column, int k) =>
        _output.Weights.Values[_output.Index(k, column)] + (EngineSettings.SharedFactor * _shared.Values[k]);

    private static (double[] Values, double[] Slopes) Activate(Activation activation, double[] z) =>
        (Array.ConvertAll(z, a => Activate(activation, a).Value), Array.ConvertAll(z, a => Activate(activation, a).Slope));

    /// <summary>f(a) and f′(a).</summary>
    private static (double Value, double Slope) Activate(Activation activation, double a)
    {
        const double scale = ActivationFunctions.SeluScale, alpha = ActivationFunctions.SeluAlpha;
        var sigmoid = 1 / (1 + Math.Exp(-a));
        return activation switch
        {
            Activation.Sigmoid => (sigmoid, sigmoid * (1 - sigmoid)),
            Activation.Tanh => (Math.Tanh(a), 1 - (Math.Tanh(a) * Math.Tanh(a))),
            Activation.ReLU => (Math.Max(0, a), a > 0 ? 1 : 0),
            Activation.Elu => a > 0 ? (a, 1) : (Math.Exp(a) - 1, Math.Exp(a)),
            Activation.Selu => a > 0 ? (scale * a, scale) : (scale * alpha * (Math.Exp(a) - 1), scale * alpha * Math.Exp(a)),
            Activation.Swish => (a * sigmoid, sigmoid + (a * sigmoid * (1 - sigmoid))),
            _ => (a, 1),
        };
    }

    /// <summary>A layer: z = Wᵀ a + b, with W inputs × outputs.</summary>
    private sealed class Layer(AutoRecLayer layer, EngineSettings settings)
    {
        public Parameters Weights { get; } = new(layer.Weights, settings);

        public Parameters Biases { get; } = new(layer.Biases, settings);

        public int Index(int input, int output) => layer.RowPerOutput ? (output * layer.Inputs) + input : (input * layer.Outputs) + output;

        public double[] Apply(double[] inputs)
        {
            var z = (double[])Biases.Values.Clone();
            for (var i = 0; i < layer.Inputs; i++)
            {
                for (var o = 0; o < layer.Outputs; o++)
                    z[o] += Weights.Values[Index(i, o)] * inputs[i];
            }

            return z;
        }

        /// <summary>Adds ∂/∂W = a dzᵀ and ∂/∂b = dz, and returns ∂/∂a = W dz.</summary>
        public double[] Return(double[] inputs, double[] dz)
        {
            var gradient = new double[layer.Inputs];
            for (var o = 0; o < layer.Outputs; o++)
            {
                Biases.Gradient[o] += dz[o];
                for (var i = 0; i < layer.Inputs; i++)
                {
                    Weights.Gradient[Index(i, o)] += inputs[i] * dz[o];
                    gradient[i] += Weights.Values[Index(i, o)] * dz[o];
                }
            }

            return gradient;
        }

        public void Learn(double decay, double rate, int step)
        {
            Weights.Learn(decay, rate, step);
            Biases.Learn(decay: 0, rate, step);
        }

        public void CopyTo(AutoRecLayer to)
        {
            for (var i = 0; i < to.Weights.Length; i++)
                to.Weights[i] = (float)Weights.Values[i];
            for (var i = 0; i < to.Biases.Length; i++)
                to.Biases[i] = (float)Biases.Values[i];
        }
    }

    /// <summary>An array of parameters with its gradient and the optimizer's state of each.</summary>
    private sealed class Parameters(float[] first, EngineSettings settings)
    {
        // Adam: moving means of gradient and square. SGD: velocity. RProp: last gradient and step size.
        private readonly double[] _state = new double[first.Length];
        private readonly double[] _state2 =
            [.. first.Select(_ => settings.Optimizer == AutoRecOptimizer.RProp ? settings.FirstLearningRate : 0)];

        public double[] Values { get; } = Array.ConvertAll(first, value => (double)value);

        public double[] Gradient { get; } = new double[first.Length];

        /// <summary>Takes a step with the gradient plus decay · values, and clears the gradient.</summary>
        public void Learn(double decay, double rate, int step)
        {
            for (var i = 0; i < Values.Length; i++)
            {
                var gradient = Gradient[i] + (decay * Values[i]);
                Gradient[i] = 0;
                Values[i] -= settings.Optimizer switch
                {
                    AutoRecOptimizer.Adam => Adam(ref _state[i], ref _state2[i], gradient, rate, step),
                    AutoRecOptimizer.Sgd => rate * (_state[i] = (settings.Momentum * _state[i]) + gradient),
                    AutoRecOptimizer.RProp => RProp(ref _state[i], ref _state2[i], gradient),
                    _ => throw new NotSupportedException($"The reference has no step of {settings.Optimizer}."),
                };
            }
        }

        private static double Adam(ref double mean, ref double square, double gradient, double rate, int step)
        {
            mean = (AdamConstants.Beta1 * mean) + ((1 - AdamConstants.Beta1) * gradient);
            square = (AdamConstants.Beta2 * square) + ((1 - AdamConstants.Beta2) * gradient * gradient);
            var unbiasedMean = mean / (1 - Math.Pow(AdamConstants.Beta1, step));
            var unbiasedSquare = square / (1 - Math.Pow(AdamConstants.Beta2, step));
            return rate * unbiasedMean / (Math.Sqrt(unbiasedSquare) + AdamConstants.Epsilon);
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
