namespace AutoRec.Examples.Serving.Store;

/// <summary>A training: of the model with the same number, or without one.</summary>
internal sealed record TrainingRecord
{
    public long Number { get; init; }

    /// <summary>The number of the model that the training continues; null if it begins from the start.</summary>
    public long? Continues { get; init; }

    /// <summary>The time, in Unix milliseconds, from which ratings are held out.</summary>
    public long HeldOutFrom { get; init; }

    /// <summary>The number of ratings to train on.</summary>
    public long Ratings { get; init; }

    public long Started { get; init; }

    public long? Ended { get; init; }

    public TrainingOutcome Outcome { get; init; }

    public string? Reason { get; init; }

    /// <summary>The error of the model on the held-out ratings; null if there were none.</summary>
    public double? Rmse { get; init; }

    /// <summary>The NDCG@10 of the model's lists on the held-out ratings; null if there were none.</summary>
    public double? Ndcg { get; init; }
}

/// <summary>The state or the end of a training.</summary>
internal enum TrainingOutcome
{
    Running,

    /// <summary>Its model became the current one.</summary>
    Accepted,

    /// <summary>Its model was worse than the current one.</summary>
    Rejected,

    /// <summary>It ended without a model.</summary>
    GivenUp,
}
