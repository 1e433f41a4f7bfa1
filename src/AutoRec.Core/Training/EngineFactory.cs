using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>The engine that was chosen for a training.</summary>
/// <param name="Engine">Its name, which progress reports.</param>
/// <param name="Reason">Why it was chosen, for the log: "since …".</param>
/// <param name="Create">Makes one that begins with a network.</param>
internal sealed record EngineFactory(TrainingEngine Engine, string Reason, Func<Network, EngineSettings, ITrainingEngine> Create);
