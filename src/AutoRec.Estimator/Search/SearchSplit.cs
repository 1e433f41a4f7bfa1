using Microsoft.ML;

namespace AutoRec;

/// <summary>Ratings to train on, and others to measure with.</summary>
/// <param name="Name">What it is called in measurements and in a journal: different for different ratings.</param>
/// <param name="TrainSet">To train on.</param>
/// <param name="TestSet">To measure with; at least one row.</param>
public sealed record SearchSplit(string Name, IDataView TrainSet, IDataView TestSet)
{
    /// <summary>One split at random.</summary>
    /// <param name="ratings">Training ratings: those to be tested with at the end do not belong in a search.</param>
    /// <param name="fraction">The part to measure with.</param>
    /// <param name="seed">Of the split.</param>
    /// <param name="name">What the ratings are called; to be given where one journal has measurements of several.</param>
    public static IReadOnlyList<SearchSplit> HoldOut(IDataView ratings, double fraction = 0.1, int seed = 1, string? name = null)
    {
        var split = new MLContext().Data.TrainTestSplit(ratings, fraction, seed: seed);
        return [new(NameOf(name, $"hold-out {fraction}, seed {seed}"), split.TrainSet, split.TestSet)];
    }

    /// <summary>Each part of the ratings once to measure with, the others to train on.</summary>
    /// <param name="ratings">As for <see cref="HoldOut"/>.</param>
    /// <param name="numberOfFolds">At least 2.</param>
    /// <param name="seed">Of the split into parts.</param>
    /// <param name="name">As for <see cref="HoldOut"/>.</param>
    public static IReadOnlyList<SearchSplit> Folds(IDataView ratings, int numberOfFolds = 5, int seed = 1, string? name = null) =>
        [.. new MLContext().Data.CrossValidationSplit(ratings, numberOfFolds, seed: seed)
            .Select((split, fold) => new SearchSplit(NameOf(name, $"fold {fold + 1} of {numberOfFolds}, seed {seed}"), split.TrainSet, split.TestSet))];

    private static string NameOf(string? ratings, FormattableString split) => (ratings is null ? "" : $"{ratings}, ") + FormattableString.Invariant(split);
}
