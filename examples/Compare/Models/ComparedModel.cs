using Microsoft.ML;

namespace AutoRec.Examples.Compare;

/// <summary>One of the models that are compared. <see cref="ModelList"/> has them all.</summary>
/// <param name="name">What it is called in --models, in the CSV and in the JSON.</param>
/// <param name="title">What it is called in the table.</param>
internal abstract class ComparedModel(string name, string title)
{
    public string Name { get; } = name;

    public string Title { get; } = title;

    public FactorizationKind Factorization { get; init; }

    /// <summary>Why it cannot be trained in this build, and what to do; null where it can.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Trains on all ratings of the task, and chooses whatever is to be chosen by these alone.</summary>
    public abstract TrainedModel Train(TrainingTask task);
}

/// <summary>Whether a model is one that the others are compared with.</summary>
internal enum FactorizationKind
{
    None,

    /// <summary>A matrix factorization of ours.</summary>
    Own,

    /// <summary>ML.NET's.</summary>
    BuiltIn,
}

/// <param name="MLContext">Made for this training alone, with <paramref name="Seed"/>.</param>
/// <param name="Ratings">UserId, ItemId and Label.</param>
/// <param name="Seed">Of all that is drawn.</param>
/// <param name="Progress">To be told the part that is done, from 0 to 1.</param>
internal sealed record TrainingTask(MLContext MLContext, IDataView Ratings, int Seed, Action<double> Progress, CancellationToken CancellationToken);
