using System.Numerics.Tensors;
using AutoRec.Engines.Kernels;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Engines;

/// <summary>
/// The layers between the first hidden one and the last, in the sparse engine. They are small and dense: every unit reads every unit
/// before it, and all of a batch's rows.
/// </summary>
internal sealed unsafe class MiddleLayers : IDisposable
{
    private const int RowsAtOnce = 64;

    private readonly UnitSlice[] _first;
    private readonly UnitSlice[] _last;
    private readonly RowKernels _kernels;
    private readonly ThreadTeam _team;
    private readonly Activation _activation;
    private readonly TrainedRows[] _weights;
    private readonly TrainedRows[] _biases;
    private readonly UnitSlice[] _layers;
    private readonly RowMatrix _gradients;
    private readonly Action<int, int> _visitRow, _returnRow, _stepUnit;
    private int[] _indices;
    private Batch _batch = null!;
    private int _layer;

    public MiddleLayers(Network network, UnitSlice[] first, UnitSlice[] last, RowKernels kernels, StepHistory history, double decay, ThreadTeam team)
    {
        (_first, _last, _kernels, _team, _activation) = (first, last, kernels, team, network.Encoder);
        _layers = Array.ConvertAll(network.Hidden, layer => UnitSlice.Whole(layer.Outputs));
        _weights = [.. network.Hidden.Skip(1).Select((layer, l) => new TrainedRows(kernels, history, decay, layer.Weights, layer.Inputs, _layers[l + 1], layer.Outputs))];
        _biases = [.. network.Hidden.Skip(1).Select((layer, l) => new TrainedRows(kernels, history, decay: 0, layer.Biases, 1, _layers[l + 1], layer.Outputs))];
        var widest = network.Hidden.Max(layer => layer.Outputs);
        _gradients = new RowMatrix(team.Count, widest);
        _indices = [.. Enumerable.Range(0, widest)];
        (_visitRow, _returnRow, _stepUnit) = (VisitRow, ReturnRow, StepUnit);
    }

    /// <summary>From the outputs of the first hidden layer to those of the last.</summary>
    public void Forward(Batch batch)
    {
        _batch = batch;
        foreach (var layer in _layers)
            layer.EnsureRows(batch.RowCount);
        if (_indices.Length < batch.RowCount)
            _indices = [.. Enumerable.Range(0, batch.RowCount)];
        _team.For(batch.RowCount, _visitRow);
    }

    /// <summary>From the gradients of the last layer's outputs to those of the first's, and a step of all weights between.</summary>
    public void Learn()
    {
        _team.For(_batch.RowCount, _returnRow);
        for (_layer = 1; _layer < _layers.Length; _layer++)
            _team.For(_layers[_layer - 1].Width + 1, _stepUnit);
    }

    public void CopyTo(Network network)
    {
        for (var l = 0; l < _weights.Length; l++)
        {
            var layer = network.Hidden[l + 1];
            _weights[l].Weights.CopyTo(layer.Weights, 0, layer.Outputs);
            _biases[l].Weights.CopyTo(layer.Biases, 0, layer.Outputs);
        }
    }

    public void Dispose()
    {
        foreach (var part in (IEnumerable<IDisposable>)[.. _weights, .. _biases, .. _layers, _gradients])
            part.Dispose();
    }

    private void VisitRow(int b, int thread)
    {
        foreach (var slice in _first)
            slice.Outputs.Row(b).CopyTo(_layers[0].Outputs.Row(b)[slice.From..]);
        for (var l = 1; l < _layers.Length; l++)
        {
            var inputs = _layers[l - 1].Outputs.Row(b);
            _biases[l - 1].Weights.Row(0).CopyTo(_layers[l].Outputs.Row(b));
            _kernels.AddRows(_weights[l - 1].Weights, _indices.AsSpan(0, inputs.Length), inputs, _layers[l].Outputs[b]);
            _layers[l].Activate(_activation, _batch, l, b);
        }

        foreach (var slice in _last)
            _layers[^1].Outputs.Row(b).Slice(slice.From, slice.Width).CopyTo(slice.Outputs.Row(b));
    }

    private void ReturnRow(int b, int thread)
    {
        foreach (var slice in _last)
            slice.Gradients.Row(b).CopyTo(_layers[^1].Gradients.Row(b)[slice.From..]);
        for (var l = _layers.Length - 1; l > 0; l--)
        {
            var gradients = _layers[l].Gradients.Row(b);
            TensorPrimitives.Multiply(gradients, _layers[l].Derivatives.Row(b), gradients);
            var inputs = _layers[l - 1].Gradients.Row(b);
            _kernels.Dot(_weights[l - 1].Weights, 0, _weights[l - 1].Weights.Stride, _indices.AsSpan(0, inputs.Length), _layers[l].Gradients[b], inputs);
        }

        foreach (var slice in _first)
            _layers[0].Gradients.Row(b).Slice(slice.From, slice.Width).CopyTo(slice.Gradients.Row(b));
    }

    /// <summary>A step of the weights with which a unit is read, and after the last unit of the biases.</summary>
    private void StepUnit(int unit, int thread)
    {
        var (layer, before) = (_layers[_layer], _layers[_layer - 1]);
        var gradient = _gradients[thread];
        new Span<float>(gradient, layer.Gradients.Stride).Clear();
        if (unit == before.Width)
        {
            var sum = new Span<float>(gradient, layer.Width);
            for (var b = 0; b < _batch.RowCount; b++)
                TensorPrimitives.Add(sum, layer.Gradients.Row(b), sum);
            _biases[_layer - 1].Step(0, gradient);
            return;
        }

        Span<float> values = stackalloc float[RowsAtOnce];
        for (var from = 0; from < _batch.RowCount; from += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, _batch.RowCount - from);
            for (var i = 0; i < count; i++)
                values[i] = before.Outputs[from + i][unit];
            _kernels.AddRows(layer.Gradients, _indices.AsSpan(from, count), values[..count], gradient);
        }

        _weights[_layer - 1].Step(unit, gradient);
    }
}
