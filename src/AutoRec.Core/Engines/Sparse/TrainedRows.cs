using AutoRec.Checkpoints;
using AutoRec.Engines.Sparse.Kernels;

namespace AutoRec.Engines.Sparse;

/// <summary>
/// The rows of a weight matrix with their optimizer state. Without entries in a batch, the step of a row depends on its own weights alone.
/// So the row can wait until a batch needs it and then take all missed steps in one visit, which reads memory once instead of once a step.
/// The result is the same bit for bit.
/// </summary>
internal sealed unsafe class TrainedRows : IDisposable
{
    private readonly RowKernels _kernels;
    private readonly StepHistory _history;
    private readonly float _decay;
    private readonly RowMatrix _state;
    private readonly RowMatrix? _state2;
    private readonly int[] _taken;

    /// <summary>Copies the slice's columns of a matrix of rows × length. The decay is λ/N, and 0 for hidden biases.</summary>
    public TrainedRows(
        RowKernels kernels, StepHistory history, double decay, ReadOnlySpan<float> weights, int rows, UnitSlice slice, int length)
    {
        (_kernels, _history, _decay) = (kernels, history, (float)decay);
        Weights = new RowMatrix(rows, slice.Width);
        Weights.CopyFrom(weights, slice.From, length);
        _state = new RowMatrix(rows, slice.Width);
        if (history.Optimizer != AutoRecOptimizer.Sgd)
            _state2 = new RowMatrix(rows, slice.Width);
        if (history.Optimizer == AutoRecOptimizer.RProp)
            _state2!.Fill((float)history.FirstLearningRate);
        _taken = new int[rows];
    }

    public RowMatrix Weights { get; }

    /// <summary>Prefetches the memory of <see cref="CatchUp"/> and of a following read.</summary>
    public void PrefetchWeights(int row)
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

    /// <summary>Takes all missed steps of every row, including the current one.</summary>
    public void CatchUpAll()
    {
        for (var row = 0; row < Weights.RowCount; row++)
        {
            if (_taken[row] < _history.Count)
                Advance(row, null, _history.Count - _taken[row]);
        }
    }

    /// <summary>
    /// Passes the weights and the optimizer state of all slices of a matrix: whole rows, so that a checkpoint does not depend on the
    /// slices, whose number follows that of the threads.
    /// </summary>
    public static void Exchange(StateStream state, TrainedRows[] slices)
    {
        foreach (var slice in slices)
        {
            if (!state.IsReading)
                slice.CatchUpAll();
        }

        for (var row = 0; row < slices[0].Weights.RowCount; row++)
        {
            foreach (var slice in slices)
                state.PassWeights(slice.Weights.Row(row));
            foreach (var slice in slices)
                state.Pass(slice._state.Row(row));
            foreach (var slice in slices)
                state.Pass(slice._state2 is null ? [] : slice._state2.Row(row));
        }

        foreach (var slice in slices)
            Array.Fill(slice._taken, slice._history.Count);
    }

    public void Dispose()
    {
        Weights.Dispose();
        _state.Dispose();
        _state2?.Dispose();
    }

    private int Missed(int row) => _history.Count - 1 - _taken[row];

    private void Advance(int row, float* gradient, int steps)
    {
        var rates = _history.From(_taken[row])[..steps];
        _taken[row] += steps;
        var weights = Weights[row];
        var stride = Weights.Stride;
        switch (_history.Optimizer)
        {
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
                throw new InvalidOperationException($"{_history.Optimizer} has no step for a row.");
        }
    }
}
