using AutoRec.Checkpoints;
using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse;

/// <summary>
/// The part of the decoder that the columns' features determine: the weights of column u are W<sub>u</sub> + Σ<sub>q</sub> g<sub>uq</sub>
/// G<sub>q</sub>/4. Each feature of the batch's columns costs one dot product and one sum of errors for each row, so that an entry only
/// adds numbers. The other features have no gradient, and catch up when a batch needs them.
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
    private readonly bool[] _isUsed;
    private readonly List<int> _used = []; // The slots of the batch's columns, ascending.
    private float[] _outputs = []; // Q × B: G_q · h/4.
    private float[] _errors = []; // Q × B.
    private int[] _rows = []; // 0 … B − 1, and more after a larger batch.
    private int _rowCount; // B.

    public FeatureDecoder(UnitSlice[] slices, Network network, EngineSettings settings, RowKernels kernels, StepHistory history)
    {
        var layer = network.ColumnFeatures!;
        (_features, _slices, _kernels) = (settings.ColumnFeatures!, slices, kernels);
        _weights = Array.ConvertAll(
            slices,
            slice => new TrainedRows(
                kernels, history, settings.ColumnFeatureDecay, layer.Weights, layer.Outputs, slice, layer.Inputs));
        _isUsed = new bool[_features.SlotCount];
        _gradients = new RowMatrix(slices.Length, slices.Max(slice => slice.Width));
        _products = [.. slices.SelectMany(slice => Enumerable.Repeat(Array.Empty<float>(), slice.BlockCount))];
        (DecodeSlice, LearnSlice) = (Decode, Learn);
    }

    /// <summary>Computes one slice's part of G<sub>q</sub> · h for all rows and features: the work of one thread.</summary>
    public Action<int, int> DecodeSlice { get; }

    /// <summary>Updates one slice of G and adds its part to the slice's gradients: the work of one thread.</summary>
    public Action<int, int> LearnSlice { get; }

    /// <summary>Makes room for a batch, if the ones before were smaller.</summary>
    public void Begin(int rowCount)
    {
        _rowCount = rowCount;
        if (_rows.Length >= rowCount)
            return;
        _rows = [.. Enumerable.Range(0, rowCount)];
        var length = checked(_features.SlotCount * rowCount);
        (_outputs, _errors) = (new float[length], new float[length]);
        for (var block = 0; block < _products.Length; block++)
            _products[block] = new float[length];
    }

    /// <summary>Finds the slots that the batch's columns have.</summary>
    public void FindSlots(ReadOnlySpan<int> columns)
    {
        Array.Clear(_isUsed);
        foreach (var column in columns)
        {
            foreach (var slot in _features[column].Slots)
                _isUsed[slot] = true;
        }

        _used.Clear();
        for (var slot = 0; slot < _isUsed.Length; slot++)
        {
            if (_isUsed[slot])
                _used.Add(slot);
        }
    }

    /// <summary>Adds up the products of all blocks of units, in their order.</summary>
    public void Collect()
    {
        foreach (var slot in _used)
        {
            var outputs = Of(_outputs, slot);
            Of(_products[0], slot).CopyTo(outputs);
            foreach (var products in _products.AsSpan(1))
                TensorPrimitives.Add(outputs, Of(products, slot), outputs);
            TensorPrimitives.Multiply(outputs, Factor, outputs);
        }
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
        foreach (var slot in _used)
            Of(_errors, slot).Clear();
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

        foreach (var slot in _used)
            TensorPrimitives.Multiply(Of(_errors, slot), Factor, Of(_errors, slot));
    }

    /// <summary>Copies G/4, and adds its part to the weights of every column.</summary>
    public void CopyTo(Network network)
    {
        var (layer, output) = (network.ColumnFeatures!, network.Output);
        for (var s = 0; s < _slices.Length; s++)
            _weights[s].CopyTo(layer.Weights, _slices[s].From, layer.Inputs);

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
        var rows = _rows.AsSpan(0, _rowCount);
        foreach (var q in _used)
        {
            weights.CatchUp(q);
            for (var block = 0; block < slice.BlockCount; block++)
            {
                var from = block * slice.BlockWidth;
                var length = Math.Min(slice.BlockWidth, slice.Outputs.Stride - from);
                var products = Of(_products[(slice.From / slice.BlockWidth) + block], q);
                _kernels.Dot(slice.Outputs, from, length, rows, weights.Weights[q], products);
            }
        }
    }

    private void Learn(int s, int thread)
    {
        var (slice, weights) = (_slices[s], _weights[s]);
        var rows = _rows.AsSpan(0, _rowCount);
        foreach (var q in _used)
        {
            var errors = Of(_errors, q);
            _kernels.AddToRows(slice.Gradients, rows, errors, weights.Weights[q]);
            _gradients.Row(s).Clear();
            _kernels.AddRows(slice.Outputs, rows, errors, _gradients[s]);
            weights.Step(q, _gradients[s]);
        }
    }

    private Span<float> Of(float[] values, int feature) => values.AsSpan(feature * _rowCount, _rowCount);
}
