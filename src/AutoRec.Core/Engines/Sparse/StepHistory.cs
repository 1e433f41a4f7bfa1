using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse;

/// <summary>The rates of all steps so far. Rows that were in no batch take their missed steps later.</summary>
internal sealed class StepHistory(EngineSettings settings)
{
    private StepRates[] _rates = new StepRates[1024];

    public AutoRecOptimizer Optimizer { get; } = settings.Optimizer;
    public float Momentum { get; } = (float)settings.Momentum;
    public double FirstLearningRate { get; } = settings.FirstLearningRate;

    /// <summary>The number of steps, including the current one.</summary>
    public int Count { get; private set; }

    /// <summary>The steps from number <paramref name="first"/>, counted from 0, to the current one.</summary>
    public ReadOnlySpan<StepRates> From(int first) => _rates.AsSpan(first..Count);

    public void Begin(double learningRate)
    {
        if (Count == _rates.Length)
            Array.Resize(ref _rates, 2 * Count);
        var t = Count + 1;
        double Rest(double beta) => 1 - Math.Pow(beta, t);
        _rates[Count++] = Optimizer == AutoRecOptimizer.Adam
            ? new((float)(learningRate / Rest(EngineSettings.AdamBeta1)), (float)(1 / Math.Sqrt(Rest(EngineSettings.AdamBeta2))))
            : new((float)learningRate, 0);
    }
}
