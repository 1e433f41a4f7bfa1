using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>The engine chosen for a training.</summary>
/// <param name="Engine">The name, for progress reports.</param>
/// <param name="Reason">The reason for the choice, for the log.</param>
/// <param name="Create">Creates the engine with an initial network.</param>
internal sealed record EngineFactory(TrainingEngine Engine, string Reason, Func<Network, EngineSettings, ITrainingEngine> Create);
