using AutoRec.Checkpoints;
using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse;

/// <summary>
/// The rows of a weight matrix with their optimizer state. Without entries in a batch, the step of a row depends on its own weights alone.
/// So the row can wait until a batch needs it and then take all missed steps in one visit, which reads memory once instead of once a step.
/// The result is the same, with RowAdam up to rounding. Only batches decide when a row catches up, so threads, copies of the weights and
/// checkpoints do not change a bit.
/// </summary>
internal sealed unsafe class TrainedRows : IDisposable
{
    private readonly RowKernels _kernels;
    private readonly StepHistory _history;
    private readonly AutoRecOptimizer _optimizer;
    private readonly float _decay;
    private readonly int _blockWidth;
    private readonly RowMatrix _state;
    private readonly RowMatrix? _state2; // Of RowAdam: a number for each block.
    private readonly int[] _taken;

    /// <summary>Copies the slice's columns of a matrix of rows × length. The decay is λ/N.</summary>
    public TrainedRows(
        RowKernels kernels, StepHistory history, double decay, ReadOnlySpan<float> weights, int rows, UnitSlice slice, int length)
        : this(kernels, history, history.Optimizer, decay, weights, rows, slice, length)
    {
    }

    private TrainedRows(
        RowKernels kernels,
        StepHistory history,
        AutoRecOptimizer optimizer,
        double decay,
        ReadOnlySpan<float> weights,
        int rows,
        UnitSlice slice,
        int length)
    {
        (_kernels, _history, _optimizer, _decay) = (kernels, history, optimizer, (float)decay);
        _blockWidth = UnitBlock.WidthOf(length);
        Weights = new RowMatrix(rows, slice.Width);
        Weights.CopyFrom(weights, slice.From, length);
        _state = new RowMatrix(rows, slice.Width);
        if (optimizer != AutoRecOptimizer.Sgd)
            _state2 = new RowMatrix(rows, optimizer == AutoRecOptimizer.RowAdam ? BlocksOf(slice.Width) : slice.Width);
        if (optimizer == AutoRecOptimizer.RProp)
            _state2!.Fill((float)history.FirstLearningRate);
        _taken = new int[rows];
    }

    public RowMatrix Weights { get; }

    /// <summary>One row: biases, or the part of the decoder that columns share. It takes every step.</summary>
    public static TrainedRows Vector(
        RowKernels kernels, StepHistory history, double decay, ReadOnlySpan<float> weights, UnitSlice slice) =>
        new(kernels, history, history.VectorOptimizer, decay, weights, 1, slice, weights.Length);

    /// <summary>Prefetches the memory of <see cref="Current"/>.</summary>
    public void PrefetchCurrent(int row)
    {
        if (Missed(row) > 0)
            Prefetch(row);
        else
            Weights.Prefetch(row);
    }

    /// <summary>Prefetches the memory of <see cref="Step"/>.</summary>
    public void Prefetch(int row)
    {
        Weights.Prefetch(row);
        _state.Prefetch(row);
        _state2?.Prefetch(row);
    }

    /// <summary>
    /// The weights of a row before the current step. After missed steps they may be in the buffer, so that this visit reads only.
    /// </summary>
    public float* Current(int row, float* buffer) => After(row, Missed(row), buffer);

    /// <summary>Takes the missed steps before the current one.</summary>
    public void CatchUp(int row)
    {
        if (Missed(row) > 0)
            Advance(row, null, Missed(row));
    }

    /// <summary>Takes the current step.</summary>
    public void Step(int row, float* gradient)
    {
        CatchUp(row);
        _taken[row] = _history.Count - 1;
        Advance(row, gradient, 1);
    }

    /// <summary>Copies the weights after all steps to these columns of a matrix, and changes nothing.</summary>
    public void CopyTo(Span<float> values, int from, int length)
    {
        using var buffer = new RowMatrix(1, Weights.Width);
        for (var row = 0; row < Weights.RowCount; row++)
        {
            var weights = After(row, _history.Count - _taken[row], buffer[0]);
            new Span<float>(weights, Weights.Width).CopyTo(values.Slice((row * length) + from, Weights.Width));
        }
    }

    /// <summary>
    /// Passes the weights and the optimizer state of all slices of a matrix: whole rows, so that a checkpoint does not depend on the
    /// slices, whose number follows that of the threads.
    /// </summary>
    public static void Exchange(StateStream state, TrainedRows[] slices)
    {
        var taken = slices[0]._taken; // All slices of a row take the same steps.
        for (var row = 0; row < slices[0].Weights.RowCount; row++)
        {
            foreach (var slice in slices)
                state.PassWeights(slice.Weights.Row(row));
            foreach (var slice in slices)
                state.Pass(slice._state.Row(row));
            foreach (var slice in slices)
                state.Pass(slice._state2 is null ? [] : slice._state2.Row(row));
            taken[row] = state.Pass(taken[row]);
            if (taken[row] < 0 || taken[row] > slices[0]._history.Count)
                throw new FormatException($"a row has taken {taken[row]} of {slices[0]._history.Count} steps");
        }

        foreach (var slice in slices)
            taken.CopyTo(slice._taken, 0);
    }

    public void Dispose()
    {
        Weights.Dispose();
        _state.Dispose();
        _state2?.Dispose();
    }

    private int Missed(int row) => _history.Count - 1 - _taken[row];

    private int BlocksOf(int width) => (width + _blockWidth - 1) / _blockWidth;

    /// <summary>The weights after some missed steps, in their place or in the buffer.</summary>
    private float* After(int row, int steps, float* buffer)
    {
        if (steps > 0 && _optimizer == AutoRecOptimizer.RowAdam)
        {
            Wait(row, steps, buffer);
            return buffer;
        }

        if (steps > 0)
            Advance(row, null, steps); // The same bits, now or later.
        return Weights[row];
    }

    /// <summary>Computes the weights of RowAdam after some missed steps. In their own place, the state follows.</summary>
    private void Wait(int row, int steps, float* weights) => _kernels.RowAdamWait(
        Weights[row], _state[row], _state2![row], Weights.Width, _blockWidth, _decay, _history.From(_taken[row])[..steps], weights);

    private void Advance(int row, float* gradient, int steps)
    {
        var rates = _history.From(_taken[row])[..steps];
        var weights = Weights[row];
        var stride = Weights.Stride;
        switch (_optimizer)
        {
            case AutoRecOptimizer.RowAdam when gradient is null:
                Wait(row, steps, weights);
                break;
            case AutoRecOptimizer.RowAdam:
                _kernels.RowAdamStep(weights, _state[row], _state2![row], gradient, Weights.Width, _blockWidth, _decay, rates[0]);
                break;
            case AutoRecOptimizer.Adam:
                _kernels.Adam(weights, _state[row], _state2![row], gradient, stride, _decay, rates);
                break;
            case AutoRecOptimizer.Sgd:
                _kernels.Sgd(weights, _state[row], gradient, stride, _decay, _history.Momentum, rates);
                break;
            case AutoRecOptimizer.RProp:
                _kernels.RProp(weights, _state[row], _state2![row], gradient, stride, _decay, steps);
                break;
            default:
                throw new InvalidOperationException($"{_optimizer} has no step for a row.");
        }

        _taken[row] += steps;
    }
}
