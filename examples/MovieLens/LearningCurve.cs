namespace AutoRec.Examples.MovieLens;

/// <summary>The RMSE of each epoch, as the training reports it.</summary>
/// <param name="inputsMasked">Whether the network reconstructs ratings that it does not see while it trains.</param>
internal sealed class LearningCurve(bool inputsMasked)
{
    private readonly List<TrainingProgress> _epochs = [];

    /// <summary>What <see cref="Training"/> is to be called, so that it is not taken for the error of the finished network.</summary>
    public string TrainingName => inputsMasked ? "training, with inputs masked" : "training";

    /// <summary>The number of epochs that made the model: those of the last training, where the best was found and trained again.</summary>
    public int Epochs { get; private set; }

    /// <summary>What computed them.</summary>
    public TrainingEngine Engine { get; private set; }

    public bool HasValidation => _epochs.Exists(epoch => epoch.ValidationRmse is not null);

    public IReadOnlyList<double> Training => [.. _epochs.Select(epoch => epoch.TrainingRmse)];

    /// <summary>Empty where nothing is held out.</summary>
    public IReadOnlyList<double> Validation => [.. _epochs.Select(epoch => epoch.ValidationRmse).OfType<double>()];

    public void Add(TrainingProgress progress)
    {
        (Epochs, Engine) = (progress.Epoch, progress.Engine);

        // Training again on all ratings follows the same path as far as it goes: one curve is enough.
        if (!progress.IsRefit)
            _epochs.Add(progress);
    }
}
