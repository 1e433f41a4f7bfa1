using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>
/// Computes training steps. It holds the weights while they are trained, and knows nothing of epochs, validation, stopping or ML.NET.
/// All engines compute the same: a step minimizes ½ [w Σe² + Σ decay ‖weights‖²], with e over the batch's observed entries and w its
/// <see cref="Batch.LossWeight"/>.
/// </summary>
internal interface ITrainingEngine : IDisposable
{
    /// <summary>Changes the weights by one step of the optimizer.</summary>
    /// <returns>Σe² of the batch before the step.</returns>
    double Step(Batch batch, double learningRate);

    /// <summary>Writes the weights as they are now into <paramref name="network"/>, which has the shape of the one that training began with.</summary>
    void CopyTo(Network network);
}
