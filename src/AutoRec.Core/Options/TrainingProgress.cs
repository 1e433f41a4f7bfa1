namespace AutoRec;

/// <summary>Where a training is after an epoch.</summary>
/// <param name="Epoch">The epoch that is done, from 1.</param>
/// <param name="Epochs">The number of epochs if it is not stopped earlier.</param>
/// <param name="TrainingRmse">
/// RMSE over the training ratings as the network met them in this epoch, masks and dropout at work, in the label's units.
/// </param>
/// <param name="ValidationRmse">RMSE over the held-out ratings; null where there are none.</param>
/// <param name="Elapsed">Time since this training began; the second one, on all ratings, counts from its own beginning.</param>
/// <param name="Engine">What computes: <see cref="TrainingEngine.Sparse"/> or <see cref="TrainingEngine.Torch"/>.</param>
/// <param name="IsRefit">Whether this is the second training, on all ratings, after the best epoch was found.</param>
public sealed record TrainingProgress(int Epoch, int Epochs, double TrainingRmse, double? ValidationRmse, TimeSpan Elapsed, TrainingEngine Engine, bool IsRefit)
{
    /// <summary>Time left at the pace so far.</summary>
    public TimeSpan Remaining => Elapsed / Epoch * (Epochs - Epoch);
}
