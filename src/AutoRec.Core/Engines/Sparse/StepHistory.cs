using AutoRec.Checkpoints;
using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse;

/// <summary>The rates of all steps so far. Rows that were in no batch take their missed steps later.</summary>
internal sealed class StepHistory(EngineSettings settings) : IResumable
{
    private StepRates[] _rates = new StepRates[1024];
    private int _forgotten; // The steps before a checkpoint, which all rows have taken.

    public AutoRecOptimizer Optimizer { get; } = settings.Optimizer;
    public float Momentum { get; } = (float)settings.Momentum;
    public double FirstLearningRate { get; } = settings.FirstLearningRate;

    /// <summary>The number of steps, including the current one.</summary>
    public int Count { get; private set; }

    /// <summary>The steps from number <paramref name="first"/>, counted from 0, to the current one.</summary>
    public ReadOnlySpan<StepRates> From(int first) => _rates.AsSpan((first - _forgotten)..(Count - _forgotten));

    public void Begin(double learningRate)
    {
        if (Count - _forgotten == _rates.Length)
            Array.Resize(ref _rates, 2 * _rates.Length);
        var t = Count + 1;
        double Rest(double beta) => 1 - Math.Pow(beta, t);
        _rates[Count++ - _forgotten] = Optimizer == AutoRecOptimizer.Adam
            ? new((float)(learningRate / Rest(EngineSettings.AdamBeta1)), (float)(1 / Math.Sqrt(Rest(EngineSettings.AdamBeta2))))
            : new((float)learningRate, 0);
    }

    /// <summary>Passes the number of steps. Their rates are not needed: all rows have taken them.</summary>
    public void Exchange(StateStream state)
    {
        Count = state.Pass(Count);
        if (Count < 0)
            throw new FormatException($"its number of steps is {Count}");
        if (state.IsReading)
            _forgotten = Count;
    }
}
