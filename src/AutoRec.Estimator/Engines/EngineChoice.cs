using AutoRec.Model;

namespace AutoRec.Engines;

/// <summary>Which engine trains, and why.</summary>
internal static class EngineChoice
{
    public static (TrainingEngine Engine, string Reason) Choose(AutoRecOptions options)
    {
        if (options.Engine != TrainingEngine.Auto)
            return (options.Engine, "as the option Engine asks");
        return Obstacle(TrainingEngine.Sparse, options) is { } obstacle
            ? (TrainingEngine.Torch, $"since {obstacle}")
            : (TrainingEngine.Sparse, "whose time grows with the ratings, not with rows × columns");
    }

    public static ITrainingEngine Create(TrainingEngine engine, Network network, EngineSettings settings) => engine switch
    {
        TrainingEngine.Sparse => new SparseEngine(network, settings),
        TrainingEngine.Torch => new TorchEngine(network, settings),
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "Not an engine."),
    };

    /// <exception cref="ArgumentException">No engine trains with these options, or not the one that they ask for.</exception>
    public static void Check(AutoRecOptions options)
    {
        var engine = Choose(options).Engine;
        if (Obstacle(engine, options) is not { } obstacle)
            return;
        var other = engine == TrainingEngine.Sparse ? TrainingEngine.Torch : TrainingEngine.Sparse;
        var advice = Obstacle(other, options) is { } otherObstacle ? $"Nor can {other}: {otherObstacle}. Change one of these options." : $"Take the engine {other}, or change that option.";
        throw new ArgumentException($"The engine {engine} cannot train with these options: {obstacle}. {advice}");
    }

    /// <summary>Why an engine cannot train with these options; null where it can.</summary>
    public static string? Obstacle(TrainingEngine engine, AutoRecOptions options) => (engine, options.Optimizer) switch
    {
        (TrainingEngine.Sparse, AutoRecOptimizer.LBfgs) => "the option Optimizer is LBfgs, which needs the gradient of all weights at once; the sparse engine never stores it",
        (TrainingEngine.Sparse, _) when !IsCpu(options.Device) => $"the option Device is '{options.Device}'; the sparse engine computes on the CPU",
        (TrainingEngine.Torch, AutoRecOptimizer.LazyAdam) => "the option Optimizer is LazyAdam, which only the sparse engine has",
        _ => null,
    };

    private static bool IsCpu(string device) => device.Equals("cpu", StringComparison.OrdinalIgnoreCase) || device.StartsWith("cpu:", StringComparison.OrdinalIgnoreCase);
}
