using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AutoRec.Splitting;

namespace AutoRec.Search;

/// <summary>A split of ratings into a train set and a test set: at random, in folds, or any other that its name tells apart.</summary>
/// <remarks>
/// For a split of <c>mlContext.Data</c>, such as <c>SplitByTime</c>:
/// <c>search.Run(settings, [new SearchSplit("newest tenth", split.TrainSet, split.TestSet)])</c>.
/// </remarks>
/// <param name="Name">The name, for measurements.</param>
/// <param name="TrainSet">The ratings to train on.</param>
/// <param name="TestSet">The ratings to measure with, at least one.</param>
public sealed record SearchSplit(string Name, IDataView TrainSet, IDataView TestSet)
{
    /// <summary>Splits at random. The test set has an exact size, rounded (a half rounds up); neither set is empty.</summary>
    /// <param name="ratings">
    /// The training ratings, without the final test ratings.
    /// </param>
    /// <param name="fraction">The fraction to measure with, greater than 0 and less than 1.</param>
    /// <param name="seed">The random seed of the split.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is out of its range.</exception>
    /// <exception cref="InvalidOperationException">There are fewer than two ratings.</exception>
    public static IReadOnlyList<SearchSplit> HoldOut(IDataView ratings, double fraction = 0.1, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        OptionCheck.Require(fraction is > 0 and < 1, nameof(fraction), fraction, "greater than 0 and less than 1");
        var (train, test) = RowSplit.AtRandom(ratings, fraction, seed);
        return [new(FormattableString.Invariant($"hold-out {fraction}, seed {seed}"), train, test)];
    }

    /// <summary>Splits into folds: each part of the ratings is the test set once. Their sizes differ by one at most.</summary>
    /// <param name="ratings">The training ratings, as for <see cref="HoldOut"/>.</param>
    /// <param name="numberOfFolds">The number of folds, at least 2.</param>
    /// <param name="seed">The random seed of the folds.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 folds.</exception>
    /// <exception cref="InvalidOperationException">There are fewer ratings than folds.</exception>
    public static IReadOnlyList<SearchSplit> Folds(IDataView ratings, int numberOfFolds = 5, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfFolds, 2);
        return [.. RowSplit.Folds(ratings, numberOfFolds, seed).Select((split, fold) => new SearchSplit(
            FormattableString.Invariant($"fold {fold + 1} of {numberOfFolds}, seed {seed}"), split.TrainSet, split.TestSet))];
    }

    internal bool HasRatingToMeasureWith(string labelColumnName) =>
        ReadRows(TestSet, labelColumnName).Any(row => float.IsFinite(row.Label));

    /// <summary>
    /// The name, the number of ratings and a digest of the labels and row ids, which identify the split in a journal. Equal labels, as of
    /// clicks, do not tell two splits apart, but the ids of their rows do.
    /// </summary>
    internal string Describe(string labelColumnName)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (train, test) = (Add(TrainSet), Add(TestSet));
        var hash = Convert.ToHexString(digest.GetHashAndReset()).ToLowerInvariant();
        return FormattableString.Invariant($"{Name} ({train} + {test} ratings, {hash[..8]})");

        int Add(IDataView ratings)
        {
            (float Label, ulong Low, ulong High)[] rows = [.. ReadRows(ratings, labelColumnName)];
            digest.AppendData(MemoryMarshal.AsBytes<float>(Array.ConvertAll(rows, row => row.Label)));
            digest.AppendData(MemoryMarshal.AsBytes<ulong>([.. rows.SelectMany(row => new[] { row.Low, row.High })]));
            return rows.Length;
        }
    }

    /// <summary>The labels, zeros if only the pipeline creates them, and the row ids.</summary>
    private static IEnumerable<(float Label, ulong Low, ulong High)> ReadRows(IDataView ratings, string labelColumnName)
    {
        var hasLabels = ratings.Schema.GetColumnOrNull(labelColumnName)?.Type == NumberDataViewType.Single;
        using var cursor = ratings.GetRowCursor(ratings.Schema.Where(column => hasLabels && column.Name == labelColumnName));
        var getLabel = hasLabels ? cursor.GetGetter<float>(ratings.Schema[labelColumnName]) : (ref float label) => label = 0;
        var (getId, label, id) = (cursor.GetIdGetter(), 0f, default(DataViewRowId));
        while (cursor.MoveNext())
        {
            getLabel(ref label);
            getId(ref id);
            yield return (label, id.Low, id.High);
        }
    }
}
