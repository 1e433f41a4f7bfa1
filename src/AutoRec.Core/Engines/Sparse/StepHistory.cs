using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse;

/// <summary>The steps that an optimizer has taken so far. Rows that no batch asked for take them later.</summary>
internal sealed class StepHistory(EngineSettings settings)
{
    private StepRates[] _rates = new StepRates[1024];

    public AutoRecOptimizer Optimizer { get; } = settings.Optimizer;

    public float Momentum { get; } = (float)settings.Momentum;

    public double FirstLearningRate { get; } = settings.FirstLearningRate;

    /// <summary>The number of steps, the current one included.</summary>
    public int Count { get; private set; }

    /// <summary>The steps from number <paramref name="first"/> (from 0) to the current one.</summary>
    public ReadOnlySpan<StepRates> From(int first) => _rates.AsSpan(first..Count);

    public void Begin(double learningRate)
    {
        if (Count == _rates.Length)
            Array.Resize(ref _rates, 2 * Count);
        var t = Count + 1;
        _rates[Count++] = Optimizer == AutoRecOptimizer.Adam
            ? new((float)(learningRate / (1 - Math.Pow(AdamConstants.Beta1, t))), (float)(1 / Math.Sqrt(1 - Math.Pow(AdamConstants.Beta2, t))))
            : new((float)learningRate, 0);
    }
}
