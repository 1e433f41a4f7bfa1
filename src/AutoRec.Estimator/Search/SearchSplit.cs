using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Search;

/// <summary>Ratings to train on, and others to measure with.</summary>
/// <param name="Name">What it is called in measurements.</param>
/// <param name="TrainSet">To train on.</param>
/// <param name="TestSet">To measure with; at least one rating.</param>
public sealed record SearchSplit(string Name, IDataView TrainSet, IDataView TestSet)
{
    /// <summary>One split at random.</summary>
    /// <param name="ratings">
    /// Training ratings: those to be tested with at the end do not belong in a search, nor do rows that are none, as
    /// <c>AppendMovieLensFeatures</c> adds them: add them to the <see cref="TrainSet"/> of what this gives.
    /// </param>
    /// <param name="fraction">The part to measure with.</param>
    /// <param name="seed">Of the split.</param>
    public static IReadOnlyList<SearchSplit> HoldOut(IDataView ratings, double fraction = 0.1, int seed = 1)
    {
        var split = new MLContext().Data.TrainTestSplit(ratings, fraction, seed: seed);
        return [new(FormattableString.Invariant($"hold-out {fraction}, seed {seed}"), split.TrainSet, split.TestSet)];
    }

    /// <summary>Each part of the ratings once to measure with, the others to train on.</summary>
    /// <param name="ratings">As for <see cref="HoldOut"/>.</param>
    /// <param name="numberOfFolds">At least 2.</param>
    /// <param name="seed">Of the split into parts.</param>
    public static IReadOnlyList<SearchSplit> Folds(IDataView ratings, int numberOfFolds = 5, int seed = 1) =>
        [.. new MLContext().Data.CrossValidationSplit(ratings, numberOfFolds, seed: seed)
            .Select((split, fold) => new SearchSplit(FormattableString.Invariant($"fold {fold + 1} of {numberOfFolds}, seed {seed}"), split.TrainSet, split.TestSet))];

    internal bool HasRatingToMeasureWith(string labelColumnName) => ReadLabels(TestSet, labelColumnName).Any(float.IsFinite);

    /// <summary>The name, the number of rows and a digest of their labels, by which a journal knows these ratings from others.</summary>
    internal string Describe(string labelColumnName)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (train, test) = (Add(TrainSet), Add(TestSet));
        return FormattableString.Invariant($"{Name} ({train} + {test} ratings, {Convert.ToHexStringLower(digest.GetHashAndReset())[..8]})");

        int Add(IDataView ratings)
        {
            float[] labels = [.. ReadLabels(ratings, labelColumnName)];
            digest.AppendData(MemoryMarshal.AsBytes<float>(labels));
            return labels.Length;
        }
    }

    /// <summary>Of a view that gets its labels from the pipeline only, a 0 for each row.</summary>
    private static IEnumerable<float> ReadLabels(IDataView ratings, string labelColumnName)
    {
        if (ratings.Schema.GetColumnOrNull(labelColumnName)?.Type == NumberDataViewType.Single)
        {
            foreach (var label in ratings.GetColumn<float>(labelColumnName))
                yield return label;
            yield break;
        }

        using var cursor = ratings.GetRowCursor([]);
        while (cursor.MoveNext())
            yield return 0;
    }
}
