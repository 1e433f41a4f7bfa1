using AutoRec.Engines.Sparse.Kernels;

namespace AutoRec.Engines.Sparse;

/// <summary>
/// The rows of a weight matrix with the optimizer's state of each. A row that a batch does not touch goes by its own weights alone, so
/// it need not take its step before a batch asks for it: then it takes all that it missed in one visit, and memory is read once instead
/// of once a step. The result is the same to the bit.
/// </summary>
internal sealed unsafe class TrainedRows : IDisposable
{
    private readonly RowKernels _kernels;
    private readonly StepHistory _history;
    private readonly float _decay;
    private readonly RowMatrix _state;
    private readonly RowMatrix? _state2;
    private readonly int[] _taken;

    /// <param name="kernels">What computes.</param>
    /// <param name="history">The optimizer.</param>
    /// <param name="decay">λ/N; 0 for biases.</param>
    /// <param name="weights">A matrix, of which the columns of the slice are taken.</param>
    /// <param name="rows">The number of its rows.</param>
    /// <param name="slice">Which columns.</param>
    /// <param name="length">The number of its columns.</param>
    public TrainedRows(RowKernels kernels, StepHistory history, double decay, ReadOnlySpan<float> weights, int rows, UnitSlice slice, int length)
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

    /// <summary>Asks for what <see cref="CatchUp"/> of this row will need, and who reads it then.</summary>
    public void PrefetchWeights(int row)
    {
        if (Missed(row) > 0)
            Prefetch(row);
        else
            Weights.Prefetch(row);
    }

    /// <summary>Asks for what <see cref="Step"/> of this row will need.</summary>
    public void Prefetch(int row)
    {
        Weights.Prefetch(row);
        _state.Prefetch(row);
        _state2?.Prefetch(row);
    }

    /// <summary>Takes the steps before the current one that a row has missed.</summary>
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

    /// <summary>Brings every row up to date, the current step included.</summary>
    public void CatchUpAll()
    {
        for (var row = 0; row < Weights.RowCount; row++)
        {
            if (_taken[row] < _history.Count)
                Advance(row, null, _history.Count - _taken[row]);
        }
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
