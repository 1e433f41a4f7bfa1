using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>
/// Holds the weights during training and computes its steps. All engines minimize the same objective, ½ [w Σe² + Σ decay ‖weights‖²]:
/// e runs over the batch's observed entries, and w is <see cref="Batch.LossWeight"/>.
/// </summary>
internal interface ITrainingEngine : IDisposable
{
    /// <summary>Updates the weights by one step of the optimizer.</summary>
    /// <returns>Σe² of the batch before the step.</returns>
    double Step(Batch batch, double learningRate);

    /// <summary>Copies the current weights to a network of the same shape.</summary>
    void CopyTo(Network network);
}

/// <summary>The engine chosen for a training.</summary>
/// <param name="Engine">The name, for progress reports.</param>
/// <param name="Reason">The reason for the choice, for the log.</param>
/// <param name="Create">Creates the engine with an initial network.</param>
internal sealed record EngineFactory(TrainingEngine Engine, string Reason, Func<Network, EngineSettings, ITrainingEngine> Create);
