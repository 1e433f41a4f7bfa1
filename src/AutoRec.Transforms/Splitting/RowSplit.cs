using AutoRec.DataViews;
using AutoRec.Training;

namespace AutoRec.Splitting;

/// <summary>Splits a view of ratings into two. The split is decided at once, in one pass over the columns that it needs.</summary>
internal static class RowSplit
{
    public static (IDataView TrainSet, IDataView TestSet) AtRandom(IDataView ratings, double fraction, int seed) =>
        Split(ratings, HoldOut.AtRandom(CountRows(ratings), fraction, seed));

    public static (IDataView TrainSet, IDataView TestSet) ByTime(IDataView ratings, string timeColumnName, double fraction) =>
        Split(ratings, HoldOut.Last(Read(ratings, userColumnName: null, timeColumnName).Order, fraction));

    public static (IDataView TrainSet, IDataView TestSet) LastOfEach(
        IDataView ratings, string userColumnName, string? timeColumnName, int most)
    {
        var (users, order) = Read(ratings, userColumnName, timeColumnName);
        return Split(ratings, HoldOut.LastOfEach(users, order, most));
    }

    public static (IDataView TrainSet, IDataView TestSet) FractionOfEach(
        IDataView ratings, string userColumnName, double fraction, int seed) =>
        Split(ratings, HoldOut.FractionOfEach(Read(ratings, userColumnName, timeColumnName: null).Users, fraction, seed));

    public static IReadOnlyList<(IDataView TrainSet, IDataView TestSet)> Folds(IDataView ratings, int numberOfFolds, int seed)
    {
        var folds = HoldOut.Folds(CountRows(ratings), numberOfFolds, seed);
        return [.. Enumerable.Range(0, numberOfFolds).Select(fold => Split(ratings, folds.Length, row => folds[row] == fold))];
    }

    /// <summary>The rows of one of several parts of the users.</summary>
    public static IDataView PartOfUsers(IDataView ratings, string userColumnName, int part, int parts)
    {
        var users = Read(ratings, userColumnName, timeColumnName: null).Users;
        return new RowSubsetView(ratings, users.Length, row => users[row] % parts == part);
    }

    private static (IDataView TrainSet, IDataView TestSet) Split(IDataView ratings, bool[] isTest) =>
        Split(ratings, isTest.Length, row => isTest[row]);

    private static (IDataView TrainSet, IDataView TestSet) Split(IDataView ratings, int count, Func<int, bool> isTest) =>
        (new RowSubsetView(ratings, count, row => !isTest(row)), new RowSubsetView(ratings, count, isTest));

    /// <summary>Reads the user of each row, and the rows from the oldest to the newest; without times, in their own order.</summary>
    private static (int[] Users, int[] Order) Read(IDataView ratings, string? userColumnName, string? timeColumnName)
    {
        DataViewSchema.Column? user = userColumnName is null ? null : UserNumbers.Find(ratings.Schema, userColumnName);
        DataViewSchema.Column? time = timeColumnName is null ? null : TimeColumn.Find(ratings.Schema, timeColumnName);
        using var cursor = PlainCursor.Open(ratings, [.. new[] { user, time }.OfType<DataViewSchema.Column>()]);
        var readUser = user is { } userColumn ? UserNumbers.Read(cursor, userColumn) : null;
        var readTime = time is { } timeColumn ? TimeColumn.Read(cursor, timeColumn) : null;
        var (users, times) = (new List<int>(), new List<long>());
        while (cursor.MoveNext())
        {
            users.Add(readUser?.Invoke() ?? 0);
            times.Add(readTime?.Invoke() ?? 0);
        }

        // OrderBy keeps the order of equal times.
        return ([.. users], [.. Enumerable.Range(0, times.Count).OrderBy(row => times[row])]);
    }

    private static int CountRows(IDataView view)
    {
        if (view.GetRowCount() is { } count)
            return checked((int)count);
        using var cursor = PlainCursor.Open(view, []);
        var rows = 0;
        while (cursor.MoveNext())
            rows++;
        return rows;
    }
}
