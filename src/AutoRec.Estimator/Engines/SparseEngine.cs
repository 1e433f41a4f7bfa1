using System.Numerics.Tensors;
using AutoRec.Engines.Kernels;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Engines;

/// <summary>
/// Training that costs what the ratings cost: no dense row, no dense batch and no gradient of the two big matrices is ever stored. A step
/// goes over the batch's rows (encode, decode the observed entries, errors back to the code), then over its columns, where the gradient of
/// one row of weights is summed up and the optimizer applied to that row at once. No thread writes what another reads or writes, so the
/// result is the same to the bit whatever the number of threads.
/// </summary>
internal sealed unsafe class SparseEngine : ITrainingEngine
{
    private const int RowsAtOnce = 16;   // of output weights: read for the dot product, and again from the cache for the gradient
    private const int EntriesAtOnce = 64;
    private const int ColumnsAtOnce = 4;

    private readonly Network _shape;
    private readonly RowKernels _kernels;
    private readonly StepHistory _history;
    private readonly ThreadTeam _team;
    private readonly HiddenLayer[] _hidden;
    private readonly TrainedRows _outputWeights;
    private readonly TrainedRows _outputBiases;
    private readonly RowMatrix _outputBiasGradient;
    private readonly RowMatrix _gradients;
    private readonly BatchColumns _columns;
    private readonly Action<int, int> _catchUp, _visitRow, _stepColumn, _stepUnit;
    private int[] _indices;
    private Batch _batch = null!;
    private float[] _errors = [];
    private double[] _squaredErrors = [];
    private int[] _order = [];
    private int[] _sizes = [];
    private float[] _ones = [];
    private int _layer;

    public SparseEngine(Network network, EngineSettings settings, RowKernels? kernels = null)
    {
        _shape = network;
        _kernels = kernels ?? RowKernels.Widest;
        _history = new StepHistory(settings);
        _team = new ThreadTeam(settings.Threads ?? Environment.ProcessorCount);
        _hidden = Array.ConvertAll(network.Hidden, layer => new HiddenLayer(
            Rows(layer.Inputs, layer.Outputs, layer.Weights, decays: true),
            Rows(1, layer.Outputs, layer.Biases, decays: false)));
        _outputWeights = Rows(network.Output.Outputs, network.Output.Inputs, network.Output.Weights, decays: true);
        _outputBiases = Rows(1, network.Output.Outputs, network.Output.Biases, decays: false);
        _outputBiasGradient = new RowMatrix(1, network.Output.Outputs);
        _gradients = new RowMatrix(_team.Count, network.Hidden.Max(layer => layer.Outputs));
        _columns = new BatchColumns(network.Output.Outputs);
        _indices = [.. Enumerable.Range(0, network.Hidden.Max(layer => layer.Outputs))];
        (_catchUp, _visitRow, _stepColumn, _stepUnit) = (CatchUp, VisitRow, StepColumn, StepUnit);

        TrainedRows Rows(int rows, int width, float[] weights, bool decays) => new(_kernels, _history, settings, rows, width, weights, decays);
    }

    public double Step(Batch batch, double learningRate)
    {
        _batch = batch;
        _history.Begin(learningRate);
        Prepare(batch);
        _columns.Load(batch);
        _team.For(_columns.Count, ColumnsAtOnce, _catchUp);
        _team.For(batch.RowCount, 1, _visitRow);
        _team.For(_columns.Count, ColumnsAtOnce, _stepColumn);
        for (_layer = 1; _layer < _hidden.Length; _layer++)
            _team.For(_hidden[_layer - 1].Width, ColumnsAtOnce, _stepUnit);
        foreach (var layer in _hidden)
            StepBiases(layer);
        _outputBiases.Step(0, _outputBiasGradient[0]);
        return TensorPrimitives.Sum(_squaredErrors.AsSpan(0, batch.RowCount));
    }

    private void Prepare(Batch batch)
    {
        foreach (var layer in _hidden)
            layer.EnsureRows(batch.RowCount);
        if (_errors.Length < batch.Count)
            _errors = new float[batch.Count + batch.Count / 4];
        if (_order.Length < batch.RowCount)
        {
            (_order, _sizes, _squaredErrors) = (new int[batch.RowCount], new int[batch.RowCount], new double[batch.RowCount]);
            _ones = [.. Enumerable.Repeat(1f, batch.RowCount)];
            if (_indices.Length < batch.RowCount)
                _indices = [.. Enumerable.Range(0, batch.RowCount)];
        }

        new Span<float>(_outputBiasGradient[0], _outputBiasGradient.Width).Clear();

        // Long rows first, so that none is left for one thread at the end.
        for (var b = 0; b < batch.RowCount; b++)
            (_order[b], _sizes[b]) = (b, batch.RowPointers[b] - batch.RowPointers[b + 1]);
        _sizes.AsSpan(0, batch.RowCount).Sort(_order.AsSpan(0, batch.RowCount));
    }

    /// <summary>Brings the rows of weights up to date that the batch will read.</summary>
    private void CatchUp(int index, int thread)
    {
        var column = _columns[index];
        _outputWeights.CatchUp(column);
        var inputs = _batch.Inputs;
        foreach (var entry in _columns.Entries(index))
        {
            if (inputs[entry] != 0)
            {
                _hidden[0].Weights.CatchUp(column);
                return;
            }
        }
    }

    private void VisitRow(int index, int thread)
    {
        var b = _order[index];
        Encode(b);
        _squaredErrors[b] = Decode(b);
        Backpropagate(b);
    }

    private void Encode(int b)
    {
        var (from, to) = (_batch.RowPointers[b], _batch.RowPointers[b + 1]);
        Bias(_hidden[0], b);
        AddObserved(_hidden[0].Weights.Weights, _batch.Columns[from..to], _batch.Inputs[from..to], _hidden[0].Outputs[b]);
        Activate(0, b);
        for (var l = 1; l < _hidden.Length; l++)
        {
            var inputs = _hidden[l - 1].Outputs.Row(b);
            Bias(_hidden[l], b);
            _kernels.AddRows(_hidden[l].Weights.Weights, _indices.AsSpan(0, inputs.Length), inputs, _hidden[l].Outputs[b]);
            Activate(l, b);
        }
    }

    private static void Bias(HiddenLayer layer, int b) => layer.Biases.Weights.Row(0).CopyTo(layer.Outputs.Row(b));

    private void Activate(int l, int b)
    {
        var values = _hidden[l].Outputs.Row(b);
        var derivatives = _hidden[l].Gradients.Row(b);
        _shape.Encoder.ApplyWithDerivative(values, derivatives);
        if (!_batch.HasHiddenFactors)
            return;
        var factors = _batch.HiddenFactors(l).Slice(b * values.Length, values.Length);
        TensorPrimitives.Multiply(values, factors, values);
        TensorPrimitives.Multiply(derivatives, factors, derivatives);
    }

    /// <summary>
    /// Leaves in the errors w e ∂t̂/∂a for each observed entry of the row, and in the gradient of its code what they make of it.
    /// </summary>
    /// <returns>Σe².</returns>
    private double Decode(int b)
    {
        var weights = _outputWeights.Weights;
        var biases = _outputBiases.Weights.Row(0);
        var code = _hidden[^1].Outputs[b];
        var gradient = _hidden[^1].OutputGradients[b];
        new Span<float>(gradient, weights.Stride).Clear();
        Span<float> derivatives = stackalloc float[RowsAtOnce];
        var scale = (float)_batch.LossWeight * _shape.OutputSpan;
        double squaredErrors = 0;
        var end = _batch.RowPointers[b + 1];
        for (var from = _batch.RowPointers[b]; from < end; from += RowsAtOnce)
        {
            var length = Math.Min(RowsAtOnce, end - from);
            var columns = _batch.Columns.Slice(from, length);
            var targets = _batch.Targets.Slice(from, length);
            var errors = _errors.AsSpan(from, length);
            _kernels.Dot(weights, columns, code, errors);
            for (var i = 0; i < length; i++)
                errors[i] += biases[columns[i]];
            _shape.Decoder.ApplyWithDerivative(errors, derivatives[..length]);
            for (var i = 0; i < length; i++)
            {
                var error = _shape.OutputShift + _shape.OutputSpan * errors[i] - targets[i];
                squaredErrors += (double)error * error;
                errors[i] = scale * error * derivatives[i];
            }

            _kernels.AddRows(weights, columns, errors, gradient);
        }

        return squaredErrors;
    }

    private void Backpropagate(int b)
    {
        for (var l = _hidden.Length - 1; ; l--)
        {
            var gradients = _hidden[l].Gradients.Row(b);
            TensorPrimitives.Multiply(_hidden[l].OutputGradients.Row(b), gradients, gradients);
            if (l == 0)
                return;
            var inputs = _hidden[l - 1].OutputGradients.Row(b);
            _kernels.Dot(_hidden[l].Weights.Weights, _indices.AsSpan(0, inputs.Length), _hidden[l].Gradients[b], inputs);
        }
    }

    /// <summary>Sums up the gradients of a column's two rows of weights, and takes the optimizer's step with both.</summary>
    private void StepColumn(int index, int thread)
    {
        var column = _columns[index];
        var rows = _columns.Rows(index);
        var entries = _columns.Entries(index);
        Span<float> factors = stackalloc float[EntriesAtOnce];

        var gradient = Zero(thread, _outputWeights.Weights.Stride);
        float sum = 0;
        for (var from = 0; from < rows.Length; from += EntriesAtOnce)
        {
            var length = Math.Min(EntriesAtOnce, rows.Length - from);
            for (var i = 0; i < length; i++)
                sum += factors[i] = _errors[entries[from + i]];
            _kernels.AddRows(_hidden[^1].Outputs, rows.Slice(from, length), factors[..length], gradient);
        }

        _outputWeights.Step(column, gradient);
        _outputBiasGradient[0][column] = sum;

        gradient = Zero(thread, _hidden[0].Weights.Weights.Stride);
        var inputs = _batch.Inputs;
        var seen = false;
        for (var from = 0; from < rows.Length; from += EntriesAtOnce)
        {
            var length = Math.Min(EntriesAtOnce, rows.Length - from);
            for (var i = 0; i < length; i++)
                factors[i] = inputs[entries[from + i]];
            seen |= AddObserved(_hidden[0].Gradients, rows.Slice(from, length), factors[..length], gradient);
        }

        if (seen)
            _hidden[0].Weights.Step(column, gradient);
    }

    /// <summary>As <see cref="RowKernels.AddRows"/>, but visits no row whose factor is zero, as those of masked inputs are.</summary>
    /// <returns>Whether there was a factor other than zero.</returns>
    private bool AddObserved(RowMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> factors, float* sum)
    {
        Span<int> observed = stackalloc int[EntriesAtOnce];
        Span<float> values = stackalloc float[EntriesAtOnce];
        var any = false;
        for (var from = 0; from < rows.Length; from += EntriesAtOnce)
        {
            var (end, count) = (Math.Min(from + EntriesAtOnce, rows.Length), 0);
            for (var i = from; i < end; i++)
            {
                // Without a branch, which would be mispredicted at every third entry.
                (observed[count], values[count]) = (rows[i], factors[i]);
                count += factors[i] != 0 ? 1 : 0;
            }

            any |= count > 0;
            _kernels.AddRows(matrix, observed[..count], values[..count], sum);
        }

        return any;
    }

    private float* Zero(int thread, int stride)
    {
        var gradient = _gradients[thread];
        new Span<float>(gradient, stride).Clear();
        return gradient;
    }

    /// <summary>The rows of weights of the layers between: each reads one unit of the layer before, and has a gradient from every row of the batch.</summary>
    private void StepUnit(int unit, int thread)
    {
        var (layer, inputs) = (_hidden[_layer], _hidden[_layer - 1].Outputs);
        var gradient = Zero(thread, layer.Gradients.Stride);
        Span<float> factors = stackalloc float[EntriesAtOnce];
        for (var from = 0; from < _batch.RowCount; from += EntriesAtOnce)
        {
            var length = Math.Min(EntriesAtOnce, _batch.RowCount - from);
            for (var i = 0; i < length; i++)
                factors[i] = inputs[from + i][unit];
            _kernels.AddRows(layer.Gradients, _indices.AsSpan(from, length), factors[..length], gradient);
        }

        layer.Weights.Step(unit, gradient);
    }

    private void StepBiases(HiddenLayer layer)
    {
        var gradient = Zero(thread: 0, layer.Gradients.Stride);
        _kernels.AddRows(layer.Gradients, _indices.AsSpan(0, _batch.RowCount), _ones.AsSpan(0, _batch.RowCount), gradient);
        layer.Biases.Step(0, gradient);
    }

    public void CopyTo(Network network)
    {
        for (var l = 0; l < _hidden.Length; l++)
        {
            _hidden[l].Weights.CopyTo(network.Hidden[l].Weights);
            _hidden[l].Biases.CopyTo(network.Hidden[l].Biases);
        }

        _outputWeights.CopyTo(network.Output.Weights);
        _outputBiases.CopyTo(network.Output.Biases);
    }

    public void Dispose()
    {
        _team.Dispose();
        foreach (var layer in _hidden)
            layer.Dispose();
        _outputWeights.Dispose();
        _outputBiases.Dispose();
        _outputBiasGradient.Dispose();
        _gradients.Dispose();
    }
}
