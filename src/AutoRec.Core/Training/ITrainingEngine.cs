using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>
/// Holds the weights during training and computes its steps. All engines minimize the same objective, ½ [c Σωe² + Σ decay ‖weights‖²]:
/// e runs over the batch's observed entries, ω is the entry's weight or 1, and c is <see cref="Batch.LossWeight"/>.
/// </summary>
internal interface ITrainingEngine : IDisposable
{
    /// <summary>Updates the weights by one step of the optimizer.</summary>
    /// <returns>Σωe² of the batch before the step.</returns>
    double Step(Batch batch, double learningRate);

    /// <summary>Copies the current weights to a network of the same shape.</summary>
    void CopyTo(Network network);
}

/// <summary>The engine chosen for a training, with the reason for the log.</summary>
internal sealed record EngineFactory(TrainingEngine Engine, string Reason, Func<Network, EngineSettings, ITrainingEngine> Create);
