using System.ComponentModel.DataAnnotations;

namespace AutoRec.Examples.Serving.Learning;

/// <summary>The section "Learning" of the configuration.</summary>
internal sealed class LearningSettings
{
    /// <summary>The number of new ratings that starts a training.</summary>
    [Range(1, int.MaxValue)]
    public int AfterRatings { get; init; } = 200;

    /// <summary>The time after which a training starts if there is a new rating, or a forgotten visitor to unlearn.</summary>
    public TimeSpan AfterTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The time between two looks for new ratings.</summary>
    public TimeSpan CheckEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The number of threads of a training beside requests. The first training has nobody to disturb and takes all.</summary>
    [Range(1, 1024)]
    public int Threads { get; init; } = 1;

    /// <summary>
    /// The most ratings that are held out to measure models. A rating reaches a model only after this many newer ones.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MostHeldOut { get; init; } = 500;

    /// <summary>Every this many trainings, one begins from the start.</summary>
    [Range(1, int.MaxValue)]
    public int FromStartEvery { get; init; } = 20;

    /// <summary>The number of hidden units.</summary>
    [Range(1, 4096)]
    public int HiddenUnits { get; init; } = 512;

    /// <summary>The number of epochs. Default: the trainer's own.</summary>
    [Range(1, 100_000)]
    public int? Epochs { get; init; }

    /// <summary>The learning rate. Default: the trainer's own.</summary>
    [Range(1e-9, 1e6)]
    public double? LearningRate { get; init; }

    /// <summary>The number of epochs between two checkpoints.</summary>
    [Range(1, 100_000)]
    public int CheckpointEpochs { get; init; } = 5;
}
