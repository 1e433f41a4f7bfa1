namespace AutoRec;

/// <summary>The progress of a training, after an epoch.</summary>
/// <param name="Epoch">The number of finished epochs.</param>
/// <param name="Epochs">The planned number of epochs.</param>
/// <param name="TrainingRmse">The RMSE of this epoch's training ratings, with masks and dropout, in units of the label.</param>
/// <param name="ValidationRmse">The RMSE of the held-out ratings; null without validation.</param>
/// <param name="Elapsed">The time since this training began. A refit counts from its own beginning.</param>
/// <param name="Engine">The engine: <see cref="TrainingEngine.Sparse"/> or <see cref="TrainingEngine.Torch"/>.</param>
/// <param name="IsRefit">Whether this is the second training, on all ratings, after the best epoch was found.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, double TrainingRmse, double? ValidationRmse, TimeSpan Elapsed, TrainingEngine Engine, bool IsRefit)
{
    /// <summary>The estimated time left, at the pace so far.</summary>
    public TimeSpan Remaining => Elapsed / Epoch * (Epochs - Epoch);
}
