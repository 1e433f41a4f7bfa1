using AutoRec.Engines.Sparse;
using AutoRec.Engines.Torch;
using AutoRec.Training;

namespace AutoRec.Engines;

/// <summary>Which engine trains, and why.</summary>
internal static class EngineChoice
{
    /// <exception cref="ArgumentException">No engine can train with these options, or not the one that they ask for.</exception>
    public static EngineFactory For(AutoRecOptions options)
    {
        var obstacle = SparseObstacle(options);
        return options.Engine switch
        {
            TrainingEngine.Torch => Torch("as the option Engine asks"),
            TrainingEngine.Sparse when obstacle is not null => throw new ArgumentException(
                $"The engine Sparse cannot train with these options: {obstacle}. Take the engine Torch, or change that option."),
            TrainingEngine.Sparse => Sparse("as the option Engine asks"),
            _ => obstacle is null ? Sparse("whose time grows with the ratings, not with rows × columns") : Torch($"since {obstacle}"),
        };
    }

    private static EngineFactory Sparse(string reason) =>
        new(TrainingEngine.Sparse, reason, (network, settings) => new SparseEngine(network, settings));

    private static EngineFactory Torch(string reason) =>
        new(TrainingEngine.Torch, reason, (network, settings) => new TorchEngine(network, settings));

    /// <summary>Why the sparse engine cannot train with these options; null if it can. TorchSharp's can train with all.</summary>
    private static string? SparseObstacle(AutoRecOptions options)
    {
        if (options.Optimizer == AutoRecOptimizer.LBfgs)
            return "the option Optimizer is LBfgs, which needs the gradient of all weights at once; the sparse engine never stores it";
        return IsCpu(options.Device) ? null : $"the option Device is '{options.Device}'; the sparse engine computes on the CPU";
    }

    private static bool IsCpu(string device) =>
        device.Equals("cpu", StringComparison.OrdinalIgnoreCase) || device.StartsWith("cpu:", StringComparison.OrdinalIgnoreCase);
}
