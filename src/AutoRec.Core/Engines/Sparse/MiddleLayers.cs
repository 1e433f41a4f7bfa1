using AutoRec.Checkpoints;
using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse;

/// <summary>The hidden layers after the first. They are small and dense: each is a matrix product, and threads share its rows.</summary>
internal sealed unsafe class MiddleLayers : IDisposable, IResumable
{
    // These rows share the loaded weights, and their part of every matrix fits a core's cache.
    private const int RowsAtOnce = 16;

    private readonly UnitSlice[] _first;
    private readonly UnitSlice[] _last;
    private readonly RowKernels _kernels;
    private readonly ThreadTeam _team;
    private readonly Activation _activation;
    private readonly TrainedRows[] _weights;
    private readonly TrainedRows[] _biases;
    private readonly RowMatrix[] _transposed;
    private readonly UnitSlice[] _layers;
    private readonly RowMatrix _gradients;
    private readonly Action<int, int> _visitRows, _returnRows, _stepUnits;
    private Batch _batch = null!;
    private int _layer;

    public MiddleLayers(
        Network network, UnitSlice[] first, UnitSlice[] last, RowKernels kernels, StepHistory history, double decay, ThreadTeam team)
    {
        (_first, _last, _kernels, _team, _activation) = (first, last, kernels, team, network.Encoder);
        _layers = Array.ConvertAll(network.Hidden, layer => UnitSlice.Whole(layer.Outputs));
        _weights = [.. network.Hidden.Skip(1).Select((layer, l) =>
            new TrainedRows(kernels, history, decay, layer.Weights, layer.Inputs, _layers[l + 1], layer.Outputs))];
        _biases = [.. network.Hidden.Skip(1).Select((layer, l) =>
            TrainedRows.Vector(kernels, history, decay: 0, layer.Biases, _layers[l + 1]))];
        _transposed = Array.ConvertAll(_weights, weights => new RowMatrix(weights.Weights.Width, weights.Weights.RowCount));
        for (var l = 0; l < _weights.Length; l++)
            Transpose(l, 0, _weights[l].Weights.RowCount);
        _gradients = new RowMatrix(team.Count * RowsAtOnce, network.Hidden.Max(layer => layer.Outputs));
        (_visitRows, _returnRows, _stepUnits) = (VisitRows, ReturnRows, StepUnits);
    }

    /// <summary>Computes the outputs of the last hidden layer from those of the first.</summary>
    public void Forward(Batch batch)
    {
        _batch = batch;
        foreach (var layer in _layers)
            layer.EnsureRows(batch.RowCount);
        _team.For(Shares(batch.RowCount), _visitRows);
    }

    /// <summary>Computes the gradients of the first hidden layer from those of the last, and updates the weights between.</summary>
    public void Learn()
    {
        _team.For(Shares(_batch.RowCount), _returnRows);
        for (_layer = 1; _layer < _layers.Length; _layer++)
        {
            _team.For(Shares(_layers[_layer - 1].Width), _stepUnits);
            StepBiases();
        }
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

    public void Exchange(StateStream state)
    {
        for (var l = 0; l < _weights.Length; l++)
        {
            TrainedRows.Exchange(state, [_weights[l]]);
            TrainedRows.Exchange(state, [_biases[l]]);
            Transpose(l, 0, _weights[l].Weights.RowCount);
        }
    }

    public void Dispose()
    {
        foreach (var part in (IEnumerable<IDisposable>)[.. _weights, .. _biases, .. _transposed, .. _layers, _gradients])
            part.Dispose();
    }

    private static int Shares(int rows) => (rows + RowsAtOnce - 1) / RowsAtOnce;

    private void VisitRows(int share, int thread)
    {
        var from = share * RowsAtOnce;
        var to = Math.Min(from + RowsAtOnce, _batch.RowCount);
        for (var b = from; b < to; b++)
        {
            foreach (var slice in _first)
                slice.Outputs.Row(b).CopyTo(_layers[0].Outputs.Row(b)[slice.From..]);
        }

        for (var l = 1; l < _layers.Length; l++)
        {
            var (inputs, outputs) = (_layers[l - 1].Outputs, _layers[l].Outputs);
            for (var b = from; b < to; b++)
                _biases[l - 1].Weights.Row(0).CopyTo(outputs.Row(b));
            _kernels.AddProduct(inputs[from], inputs.Stride, 1, _weights[l - 1].Weights, inputs.Width, outputs, from, to - from);
            for (var b = from; b < to; b++)
                _layers[l].Activate(_activation, _batch, l, b);
        }

        for (var b = from; b < to; b++)
        {
            foreach (var slice in _last)
                _layers[^1].Outputs.Row(b).Slice(slice.From, slice.Width).CopyTo(slice.Outputs.Row(b));
        }
    }

    private void ReturnRows(int share, int thread)
    {
        var from = share * RowsAtOnce;
        var to = Math.Min(from + RowsAtOnce, _batch.RowCount);
        for (var b = from; b < to; b++)
        {
            foreach (var slice in _last)
                slice.Gradients.Row(b).CopyTo(_layers[^1].Gradients.Row(b)[slice.From..]);
        }

        for (var l = _layers.Length - 1; l > 0; l--)
        {
            var (gradients, inputs) = (_layers[l].Gradients, _layers[l - 1].Gradients);
            for (var b = from; b < to; b++)
            {
                TensorPrimitives.Multiply(gradients.Row(b), _layers[l].Derivatives.Row(b), gradients.Row(b));
                inputs.Row(b).Clear();
            }

            _kernels.AddProduct(gradients[from], gradients.Stride, 1, _transposed[l - 1], gradients.Width, inputs, from, to - from);
        }

        for (var b = from; b < to; b++)
        {
            foreach (var slice in _first)
                _layers[0].Gradients.Row(b).Slice(slice.From, slice.Width).CopyTo(slice.Gradients.Row(b));
        }
    }

    /// <summary>Updates the weights that read some of the units.</summary>
    private void StepUnits(int share, int thread)
    {
        var (outputs, weights) = (_layers[_layer - 1].Outputs, _weights[_layer - 1]);
        var from = share * RowsAtOnce;
        var count = Math.Min(RowsAtOnce, outputs.Width - from);
        var first = thread * RowsAtOnce;
        for (var i = 0; i < count; i++)
            _gradients.Row(first + i).Clear();
        _kernels.AddProduct(outputs[0] + from, 1, outputs.Stride, _layers[_layer].Gradients, _batch.RowCount, _gradients, first, count);
        for (var i = 0; i < count; i++)
            weights.Step(from + i, _gradients[first + i]);
        Transpose(_layer - 1, from, from + count);
    }

    private void StepBiases()
    {
        var gradients = _layers[_layer].Gradients;
        var sum = _gradients.Row(0)[..gradients.Width];
        _gradients.Row(0).Clear();
        for (var b = 0; b < _batch.RowCount; b++)
            TensorPrimitives.Add(sum, gradients.Row(b), sum);
        _biases[_layer - 1].Step(0, _gradients[0]);
    }

    /// <summary>Copies some rows of the weights into the transposed weights.</summary>
    private void Transpose(int layer, int from, int to)
    {
        var (weights, transposed) = (_weights[layer].Weights, _transposed[layer]);
        for (var column = 0; column < weights.Width; column++)
        {
            var row = transposed[column];
            for (var unit = from; unit < to; unit++)
                row[unit] = weights[unit][column];
        }
    }
}
