using AutoRec.Checkpoints;
using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse;

/// <summary>
/// The vector w that all columns share: the weights of column u are W<sub>u</sub> + w/4. It adds the same number to all outputs of a row,
/// so it costs one dot product and one sum of errors for each row.
/// </summary>
internal sealed unsafe class SharedDecoder : IDisposable, IResumable
{
    private const float Factor = EngineSettings.SharedFactor;

    private readonly UnitSlice[] _slices;
    private readonly TrainedRows[] _weights;
    private readonly RowMatrix _gradients;
    private float[] _outputs = [];
    private float[] _errors = [];
    private int _rowCount;

    public SharedDecoder(UnitSlice[] slices, float[] start, RowKernels kernels, StepHistory history)
    {
        _slices = slices;
        _weights = Array.ConvertAll(slices, slice => TrainedRows.Vector(kernels, history, decay: 0, start, slice));
        _gradients = new RowMatrix(slices.Length, slices.Max(slice => slice.Width));
        (AddGradients, Step) = (AddSlice, StepSlice);
    }

    /// <summary>Adds a slice's part of w to the slice's gradients, and computes its gradient: the work of one thread.</summary>
    public Action<int, int> AddGradients { get; }

    /// <summary>Updates a slice's part of w: the work of one thread.</summary>
    public Action<int, int> Step { get; }

    /// <summary>The gradient of a slice's part of w.</summary>
    public Span<float> GradientOf(int slice) => _gradients.Row(slice)[.._slices[slice].Width];

    /// <summary>Computes w · h/4 for each row of the batch, block after block.</summary>
    public void Decode(int rowCount)
    {
        _rowCount = rowCount;
        if (_outputs.Length < rowCount)
            (_outputs, _errors) = (new float[rowCount], new float[rowCount]);
        Array.Clear(_outputs);
        for (var s = 0; s < _slices.Length; s++)
        {
            var slice = _slices[s];
            var weights = _weights[s].Weights.Row(0);
            for (var b = 0; b < rowCount; b++)
            {
                for (var k = 0; k < slice.Width; k += slice.BlockWidth)
                {
                    var length = Math.Min(slice.BlockWidth, slice.Width - k);
                    var outputs = slice.Outputs.Row(b).Slice(k, length);
                    _outputs[b] += Factor * TensorPrimitives.Dot<float>(outputs, weights.Slice(k, length));
                }
            }
        }
    }

    /// <summary>Adds w · h/4 of its row to the output of each entry.</summary>
    public void AddTo(Span<float> outputs, ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < rows.Length; i++)
            outputs[i] += _outputs[rows[i]];
    }

    /// <summary>Sums the errors of each row.</summary>
    public void CollectErrors(ReadOnlySpan<float> errors, ReadOnlySpan<int> rows)
    {
        Array.Clear(_errors);
        for (var i = 0; i < errors.Length; i++)
            _errors[rows[i]] += Factor * errors[i];
    }

    /// <summary>Adds w/4 to the weights of every column.</summary>
    public void AddTo(AutoRecLayer output)
    {
        for (var s = 0; s < _slices.Length; s++)
        {
            var shared = _weights[s].Weights.Row(0);
            for (var column = 0; column < output.Outputs; column++)
            {
                var weights = output.Weights.AsSpan((column * output.Inputs) + _slices[s].From, _slices[s].Width);
                TensorPrimitives.MultiplyAdd(shared, Factor, weights, weights);
            }
        }
    }

    public void Exchange(StateStream state) => TrainedRows.Exchange(state, _weights);

    public void Dispose()
    {
        foreach (var weights in _weights)
            weights.Dispose();
        _gradients.Dispose();
    }

    private void AddSlice(int s, int thread)
    {
        var slice = _slices[s];
        var weights = _weights[s].Weights.Row(0);
        var sum = GradientOf(s);
        sum.Clear();
        for (var b = 0; b < _rowCount; b++)
        {
            var gradients = slice.Gradients.Row(b);
            TensorPrimitives.MultiplyAdd(weights, _errors[b], gradients, gradients);
            TensorPrimitives.MultiplyAdd(slice.Outputs.Row(b), _errors[b], sum, sum);
        }
    }

    private void StepSlice(int s, int thread) => _weights[s].Step(0, _gradients[s]);
}
