namespace AutoRec.Examples.MovieLens;

/// <summary>The RMSE of each epoch, as reported by the training.</summary>
/// <param name="inputsMasked">Whether the training masks inputs.</param>
internal sealed class LearningCurve(bool inputsMasked)
{
    private readonly List<TrainingProgress> _epochs = [];

    /// <summary>The name of <see cref="Training"/>. With masked inputs it is not the error of the finished network.</summary>
    public string TrainingName => inputsMasked ? "training, with inputs masked" : "training";

    /// <summary>The number of epochs of the final training.</summary>
    public int Epochs { get; private set; }

    /// <summary>The engine of the training.</summary>
    public TrainingEngine Engine { get; private set; }

    public bool HasValidation => _epochs.Exists(epoch => epoch.ValidationRmse is not null);

    public IReadOnlyList<double> Training => [.. _epochs.Select(epoch => epoch.TrainingRmse)];

    /// <summary>The validation RMSE of each epoch; empty if no ratings are held out.</summary>
    public IReadOnlyList<double> Validation => [.. _epochs.Select(epoch => epoch.ValidationRmse).OfType<double>()];

    public void Add(TrainingProgress progress)
    {
        (Epochs, Engine) = (progress.Epoch, progress.Engine);

        // A repeated training on all ratings follows nearly the same curve.
        if (!progress.IsRefit)
            _epochs.Add(progress);
    }
}
