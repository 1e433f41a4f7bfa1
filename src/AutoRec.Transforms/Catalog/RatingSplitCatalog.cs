using AutoRec;
using AutoRec.Interop;
using AutoRec.Splitting;
using static Microsoft.ML.DataOperationsCatalog;

namespace Microsoft.ML;

/// <summary>Splits ratings into a train set and a test set.</summary>
/// <remarks>
/// Every split is decided at once, in one pass over the columns that it needs. The two sets filter the rows of the data when they are read:
/// they keep their order and their columns, and no row is copied.
/// </remarks>
public static class RatingSplitCatalog
{
    /// <summary>Splits by time: the newest ratings are the test set. Use it to measure how well a model forecasts.</summary>
    /// <remarks>Of ratings of the same time, those of later rows are newer.</remarks>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="data">The ratings, at least two.</param>
    /// <param name="timeColumnName">The column of times: Int32, Int64, Single, Double, DateTime or DateTimeOffset.</param>
    /// <param name="testFraction">
    /// The fraction of the test set, greater than 0 and less than 1. The size is rounded (a half rounds up), and neither set is empty.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The fraction is out of its range, or the column is missing or has another type.
    /// </exception>
    /// <exception cref="InvalidOperationException">There are fewer than two ratings, or a time is NaN.</exception>
    /// <example>
    /// <code>
    /// var split = mlContext.Data.SplitByTime(train, "Timestamp", testFraction: 0.2);
    /// var newestInTraining = split.TrainSet.GetColumn&lt;long>("Timestamp").Max();
    /// Console.WriteLine(split.TestSet.GetColumn&lt;long>("Timestamp").All(time => time >= newestInTraining));
    /// // Expected output:
    /// // True
    /// </code>
    /// </example>
    public static TrainTestData SplitByTime(
        this DataOperationsCatalog catalog, IDataView data, string timeColumnName = "Timestamp", double testFraction = 0.1)
    {
        CheckArguments(catalog, data);
        ArgumentException.ThrowIfNullOrEmpty(timeColumnName);
        CheckFraction(testFraction);
        return MLNetBorder.TrainTest(RowSplit.ByTime(data, timeColumnName, testFraction));
    }

    /// <summary>Splits off the last ratings of each user. Use it to measure lists: each user's next choices should be on them.</summary>
    /// <remarks>
    /// Each user keeps at least one rating in the train set, so of a user with <paramref name="testCount"/> ratings or fewer, all but the
    /// first are in the test set.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="data">The ratings.</param>
    /// <param name="userColumnName">The column of users: Text, a number or a key.</param>
    /// <param name="timeColumnName">
    /// The column of times, as for <see cref="SplitByTime"/>. Default: none, the last ratings are those of the last rows.
    /// </param>
    /// <param name="testCount">The number of each user's ratings in the test set, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1, or a column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">No user has two ratings, or a time is NaN.</exception>
    /// <example>
    /// <code>
    /// var split = mlContext.Data.SplitLastRatings(train, "UserId", "Timestamp", testCount: 2);
    /// Console.WriteLine(split.TestSet.GetColumn&lt;int>("UserId").GroupBy(user => user).All(user => user.Count() == 2));
    /// // Expected output:
    /// // True
    /// </code>
    /// </example>
    public static TrainTestData SplitLastRatings(
        this DataOperationsCatalog catalog, IDataView data, string userColumnName, string? timeColumnName = null, int testCount = 1)
    {
        CheckArguments(catalog, data);
        ArgumentException.ThrowIfNullOrEmpty(userColumnName);
        ArgumentOutOfRangeException.ThrowIfLessThan(testCount, 1);
        return MLNetBorder.TrainTest(RowSplit.LastOfEach(data, userColumnName, timeColumnName, testCount));
    }

    /// <summary>Splits off a random fraction of each user's ratings. Use it to measure ratings with every user in both sets.</summary>
    /// <remarks>
    /// The number of a user's ratings in the test set is the fraction of their count, rounded down or up. It is drawn at random which, so
    /// that the whole test set has the fraction of all ratings (a half rounds up). Each user keeps at least one rating in the train set; if
    /// many users have only one, the test set is smaller.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="data">The ratings.</param>
    /// <param name="userColumnName">The column of users: Text, a number or a key.</param>
    /// <param name="testFraction">The fraction of the test set, greater than 0 and less than 1.</param>
    /// <param name="seed">The random seed. Default: not set, drawn from the <c>MLContext</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The fraction is out of its range, or the column is missing or has another type.
    /// </exception>
    /// <exception cref="InvalidOperationException">No user has two ratings.</exception>
    /// <example>
    /// <code>
    /// var split = mlContext.Data.SplitRatingsOfEachUser(train, "UserId", testFraction: 0.25, seed: 1);
    /// Console.WriteLine($"{split.TrainSet.GetRowCount()} + {split.TestSet.GetRowCount()} ratings");
    /// // Expected output:
    /// // 2696 + 899 ratings
    /// </code>
    /// </example>
    public static TrainTestData SplitRatingsOfEachUser(
        this DataOperationsCatalog catalog, IDataView data, string userColumnName, double testFraction = 0.1, int? seed = null)
    {
        CheckArguments(catalog, data);
        ArgumentException.ThrowIfNullOrEmpty(userColumnName);
        CheckFraction(testFraction);
        var drawn = seed ?? MLNetBorder.GetEnvironment(catalog).Register(nameof(SplitRatingsOfEachUser)).Rand.Next();
        return MLNetBorder.TrainTest(RowSplit.FractionOfEach(data, userColumnName, testFraction, drawn));
    }

    /// <summary>
    /// Takes the rows that a rank reads, if all ranks can read all rows: those of every n-th user, with n ranks. A user's ratings stay
    /// together.
    /// </summary>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="data">The ratings, in the same order in all ranks.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="userColumnName">The column of users: Text, a number or a key.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or has another type.</exception>
    /// <example>
    /// <code>
    /// var ranks = RankGroup.Alone; // With AutoRec.MLNet.Mpi: MpiGroup.Join()
    /// var part = mlContext.Data.TakePartOfRank(train, ranks, "UserId");
    /// Console.WriteLine(part.GetColumn&lt;float>("Label").Count() == train.GetColumn&lt;float>("Label").Count());
    /// // Expected output:
    /// // True
    /// </code>
    /// </example>
    public static IDataView TakePartOfRank(
        this DataOperationsCatalog catalog, IDataView data, RankGroup ranks, string userColumnName = "UserId")
    {
        CheckArguments(catalog, data);
        ArgumentNullException.ThrowIfNull(ranks);
        ArgumentException.ThrowIfNullOrEmpty(userColumnName);
        return RowSplit.PartOfUsers(data, userColumnName, ranks.Rank, ranks.Count);
    }

    private static void CheckArguments(DataOperationsCatalog catalog, IDataView data)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
    }

    private static void CheckFraction(double testFraction)
    {
        if (testFraction is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(testFraction), testFraction, "The fraction of the test set must be greater than 0 and less than 1.");
        }
    }
}
