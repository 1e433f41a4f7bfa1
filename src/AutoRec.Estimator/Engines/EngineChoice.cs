using AutoRec.Model;

namespace AutoRec.Engines;

/// <summary>Which engine trains, and why.</summary>
internal static class EngineChoice
{
    public static (TrainingEngine Engine, string Reason) Choose(AutoRecOptions options) => options.Engine switch
    {
        TrainingEngine.Auto => (TrainingEngine.Torch, "the one that supports every option and device"),
        var engine => (engine, "as the option Engine asks"),
    };

    public static ITrainingEngine Create(TrainingEngine engine, Network network, EngineSettings settings) => engine switch
    {
        TrainingEngine.Sparse => new SparseEngine(network, settings),
        TrainingEngine.Torch => new TorchEngine(network, settings),
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "Not an engine."),
    };
}
