using AutoRec.Engines.Sparse;
using AutoRec.Engines.Torch;
using AutoRec.Training;

namespace AutoRec.Engines;

/// <summary>Chooses the engine for a set of options.</summary>
internal static class EngineChoice
{
    /// <exception cref="ArgumentException">The requested engine cannot train with these options.</exception>
    public static EngineFactory For(AutoRecOptions options)
    {
        var obstacle = SparseObstacle(options);
        return options.Engine switch
        {
            TrainingEngine.Torch => Torch("set by the option Engine"),
            TrainingEngine.Sparse when obstacle is not null => throw new ArgumentException(
                $"The engine Sparse cannot train with these options: {obstacle}. Use the engine Torch, or change that option."),
            TrainingEngine.Sparse => Sparse("set by the option Engine"),
            _ => obstacle is null ? Sparse("the fastest one on the CPU") : Torch($"because {obstacle}"),
        };
    }

    /// <summary>The fastest engine for a training of which only the scores matter.</summary>
    public static EngineFactory Fastest(AutoRecOptions options)
    {
        var free = options.Copy();
        free.Engine = TrainingEngine.Auto;
        return For(free);
    }

    private static EngineFactory Sparse(string reason) =>
        new(TrainingEngine.Sparse, reason, (network, settings) => new SparseEngine(network, settings));

    private static EngineFactory Torch(string reason) =>
        new(TrainingEngine.Torch, reason, (network, settings) => new TorchEngine(network, settings));

    /// <summary>Why the sparse engine cannot train with these options; null if it can. TorchSharp supports all options.</summary>
    private static string? SparseObstacle(AutoRecOptions options)
    {
        if (options.Optimizer == AutoRecOptimizer.LBfgs)
            return "the option Optimizer is LBfgs, which needs the whole gradient; the sparse engine never stores it";
        return IsCpu(options.Device) ? null : $"the option Device is '{options.Device}'; the sparse engine computes on the CPU";
    }

    private static bool IsCpu(string device) =>
        device.Equals("cpu", StringComparison.OrdinalIgnoreCase) || device.StartsWith("cpu:", StringComparison.OrdinalIgnoreCase);
}
