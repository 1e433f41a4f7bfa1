namespace AutoRec.Examples.MovieLens;

/// <summary>The RMSE of each epoch, as the training reports it.</summary>
internal sealed class LearningCurve
{
    private readonly List<TrainingProgress> _epochs = [];

    /// <summary>The number of epochs that made the model: those of the last training, where the best was found and trained again.</summary>
    public int Epochs { get; private set; }

    public bool HasValidation => _epochs.Exists(epoch => epoch.ValidationRmse is not null);

    public IReadOnlyList<double> Training => [.. _epochs.Select(epoch => epoch.TrainingRmse)];

    /// <summary>Empty where nothing is held out.</summary>
    public IReadOnlyList<double> Validation => [.. _epochs.Select(epoch => epoch.ValidationRmse).OfType<double>()];

    public void Add(TrainingProgress progress)
    {
        Epochs = progress.Epoch;

        // Training again on all ratings follows the same path as far as it goes: one curve is enough.
        if (!progress.IsRefit)
            _epochs.Add(progress);
    }
}
