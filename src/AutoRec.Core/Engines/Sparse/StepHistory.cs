using AutoRec.Checkpoints;
using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse;

/// <summary>The rates of all steps so far. Rows that were in no batch take their missed steps later.</summary>
internal sealed class StepHistory(EngineSettings settings) : IResumable
{
    private StepRates[] _rates = new StepRates[1024];

    public AutoRecOptimizer Optimizer { get; } = settings.Optimizer;
    public AutoRecOptimizer VectorOptimizer { get; } = settings.VectorOptimizer;
    public float Momentum { get; } = (float)settings.Momentum;
    public double FirstLearningRate { get; } = settings.FirstLearningRate;

    /// <summary>The number of steps, including the current one.</summary>
    public int Count { get; private set; }

    /// <summary>The steps from number <paramref name="first"/>, counted from 0, to the current one.</summary>
    public ReadOnlySpan<StepRates> From(int first) => _rates.AsSpan(first..Count);

    public void Begin(double learningRate)
    {
        var t = Count + 1;
        double Rest(double beta) => 1 - Math.Pow(beta, t);
        Next() = VectorOptimizer == AutoRecOptimizer.Adam
            ? new((float)(learningRate / Rest(EngineSettings.AdamBeta1)), (float)(1 / Math.Sqrt(Rest(EngineSettings.AdamBeta2))))
            : new((float)learningRate, 0);
    }

    /// <summary>Passes the rates: a row may have missed them all.</summary>
    public void Exchange(StateStream state)
    {
        var count = state.Pass(Count);
        if (state.IsReading)
            Count = 0;
        Span<float> values = stackalloc float[2];
        for (var step = 0; step < count; step++)
        {
            ref var rates = ref state.IsReading ? ref Next() : ref _rates[step];
            (values[0], values[1]) = (rates.Rate, rates.SquareScale);
            state.Pass(values);
            rates = new(values[0], values[1]);
        }
    }

    private ref StepRates Next()
    {
        if (Count == _rates.Length)
            Array.Resize(ref _rates, 2 * _rates.Length);
        return ref _rates[Count++];
    }
}
