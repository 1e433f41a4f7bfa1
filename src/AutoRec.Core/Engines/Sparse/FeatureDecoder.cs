using AutoRec.Checkpoints;
using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse;

/// <summary>
/// The part of the decoder that the columns' features determine: the weights of column u are W<sub>u</sub> + Σ<sub>q</sub> g<sub>uq</sub>
/// G<sub>q</sub>/4. Each feature costs one dot product and one sum of errors for each row, so that an entry only adds numbers.
/// </summary>
internal sealed unsafe class FeatureDecoder : IDisposable, IResumable
{
    private const float Factor = EngineSettings.SharedFactor;

    private readonly FeatureMatrix _features;
    private readonly UnitSlice[] _slices;
    private readonly TrainedRows[] _weights;
    private readonly RowKernels _kernels;
    private readonly RowMatrix _gradients;
    private readonly float[][] _products; // Of each block of units, Q × B.
    private float[] _outputs = []; // Q × B: G_q · h/4.
    private float[] _errors = []; // Q × B.
    private int[] _rows = []; // 0 … B − 1.

    public FeatureDecoder(UnitSlice[] slices, Network network, EngineSettings settings, RowKernels kernels, StepHistory history)
    {
        var layer = network.ColumnFeatures!;
        (_features, _slices, _kernels) = (settings.ColumnFeatures!, slices, kernels);
        _weights = Array.ConvertAll(
            slices,
            slice => new TrainedRows(
                kernels, history, settings.ColumnFeatureDecay, layer.Weights, layer.Outputs, slice, layer.Inputs));
        _gradients = new RowMatrix(slices.Length, slices.Max(slice => slice.Width));
        _products = [.. slices.SelectMany(slice => Enumerable.Repeat(Array.Empty<float>(), slice.BlockCount))];
        (DecodeSlice, LearnSlice) = (Decode, Learn);
    }

    /// <summary>Computes one slice's part of G<sub>q</sub> · h for all rows and features: the work of one thread.</summary>
    public Action<int, int> DecodeSlice { get; }

    /// <summary>Updates one slice of G and adds its part to the slice's gradients: the work of one thread.</summary>
    public Action<int, int> LearnSlice { get; }

    public void Begin(int rowCount)
    {
        if (_rows.Length == rowCount)
            return;
        _rows = [.. Enumerable.Range(0, rowCount)];
        var length = _features.SlotCount * rowCount;
        (_outputs, _errors) = (new float[length], new float[length]);
        for (var block = 0; block < _products.Length; block++)
            _products[block] = new float[length];
    }

    /// <summary>Adds up the products of all blocks of units, in their order.</summary>
    public void Collect()
    {
        _products[0].CopyTo(_outputs, 0);
        foreach (var products in _products.AsSpan(1))
            TensorPrimitives.Add(_outputs, products, _outputs);
        TensorPrimitives.Multiply(_outputs, Factor, _outputs);
    }

    /// <summary>Adds Σ<sub>q</sub> g<sub>uq</sub> G<sub>q</sub> · h/4 to the outputs of a column.</summary>
    public void AddTo(Span<float> outputs, ReadOnlySpan<int> rows, int column)
    {
        var features = _features[column];
        for (var n = 0; n < features.Count; n++)
        {
            var value = features.Values[n];
            var products = Of(_outputs, features.Slots[n]);
            for (var i = 0; i < rows.Length; i++)
                outputs[i] += value * products[rows[i]];
        }
    }

    /// <summary>Sums the errors of each row and feature.</summary>
    public void CollectErrors(float[] errors, ColumnEntries targets)
    {
        Array.Clear(_errors);
        for (var i = 0; i < targets.ColumnCount; i++)
        {
            var features = _features[targets.Columns[i]];
            var rows = targets.Rows[targets[i]];
            var ofColumn = errors.AsSpan(targets[i]);
            for (var n = 0; n < features.Count; n++)
            {
                var value = features.Values[n];
                var sums = Of(_errors, features.Slots[n]);
                for (var j = 0; j < rows.Length; j++)
                    sums[rows[j]] += value * ofColumn[j];
            }
        }

        TensorPrimitives.Multiply(_errors, Factor, _errors);
    }

    /// <summary>Copies G/4, and adds its part to the weights of every column.</summary>
    public void CopyTo(Network network)
    {
        var (layer, output) = (network.ColumnFeatures!, network.Output);
        for (var s = 0; s < _slices.Length; s++)
        {
            _weights[s].CatchUpAll();
            _weights[s].Weights.CopyTo(layer.Weights, _slices[s].From, layer.Inputs);
        }

        TensorPrimitives.Multiply(layer.Weights, Factor, layer.Weights);

        for (var column = 0; column < output.Outputs; column++)
        {
            var weights = output.Weights.AsSpan(column * output.Inputs, output.Inputs);
            var features = _features[column];
            for (var n = 0; n < features.Count; n++)
                TensorPrimitives.MultiplyAdd(layer.Row(features.Slots[n]), features.Values[n], weights, weights);
        }
    }

    public void Exchange(StateStream state) => TrainedRows.Exchange(state, _weights);

    public void Dispose()
    {
        foreach (var weights in _weights)
            weights.Dispose();
        _gradients.Dispose();
    }

    private void Decode(int s, int thread)
    {
        var (slice, weights) = (_slices[s], _weights[s]);
        for (var q = 0; q < _features.SlotCount; q++)
        {
            weights.CatchUp(q);
            for (var block = 0; block < slice.BlockCount; block++)
            {
                var from = block * slice.BlockWidth;
                var length = Math.Min(slice.BlockWidth, slice.Outputs.Stride - from);
                var products = Of(_products[(slice.From / slice.BlockWidth) + block], q);
                _kernels.Dot(slice.Outputs, from, length, _rows, weights.Weights[q], products);
            }
        }
    }

    private void Learn(int s, int thread)
    {
        var (slice, weights) = (_slices[s], _weights[s]);
        for (var q = 0; q < _features.SlotCount; q++)
        {
            var errors = Of(_errors, q);
            _kernels.AddToRows(slice.Gradients, _rows, errors, weights.Weights[q]);
            _gradients.Row(s).Clear();
            _kernels.AddRows(slice.Outputs, _rows, errors, _gradients[s]);
            weights.Step(q, _gradients[s]);
        }
    }

    private Span<float> Of(float[] values, int feature) => values.AsSpan(feature * _rows.Length, _rows.Length);
}
