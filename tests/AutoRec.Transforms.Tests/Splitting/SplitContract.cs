using Microsoft.ML;
using Microsoft.ML.Data;
using static AutoRec.Tests.TimedRatings;
using static Microsoft.ML.DataOperationsCatalog;

namespace AutoRec.Tests;

/// <summary>What holds for every split of ratings.</summary>
public abstract class SplitContract
{
    private protected MLContext Context { get; } = new(seed: 1);

    private IDataView Ratings => Load(Context, Generate());

    [TestMethod]
    public void Sets_Together_AreAllRowsInTheirOrderWithTheirColumns()
    {
        var ratings = Ratings;
        var split = Split(ratings);
        var (all, train, test) = (DataViewRows.Read(ratings), DataViewRows.Read(split.TrainSet), DataViewRows.Read(split.TestSet));
        Assert.AreSequenceEqual(all, train.Concat(test).OrderBy(row => row.Id.Low));
        Assert.AreSequenceEqual(train.OrderBy(row => row.Id.Low), train);
        Assert.AreSequenceEqual(test.OrderBy(row => row.Id.Low), test);
        Assert.AreSame(ratings.Schema, split.TrainSet.Schema);
        Assert.AreSame(ratings.Schema, split.TestSet.Schema);
    }

    [TestMethod]
    public void TestSet_Size_IsExact()
    {
        var split = Split(Ratings);
        var expected = ExpectedTestCount(Generate());
        Assert.AreEqual(expected, split.TestSet.GetRowCount());
        Assert.AreEqual(100 - expected, split.TrainSet.GetRowCount());
        Assert.HasCount(expected, Numbers(split.TestSet));
        Assert.HasCount(100 - expected, Numbers(split.TrainSet));
    }

    [TestMethod]
    public void Split_AnyTypeOfUserAndTime_IsTheSame()
    {
        var ratings = Ratings;
        var expected = Numbers(Split(ratings).TestSet);
        foreach (var user in UserColumns)
        {
            foreach (var time in TimeColumns)
                Assert.AreSequenceEqual(expected, Numbers(Split(ratings, user, time).TestSet), $"{user}, {time}");
        }
    }

    [TestMethod]
    public void Split_OfTheSameRatings_IsTheSame() =>
        Assert.AreSequenceEqual(Numbers(Split(Ratings).TestSet), Numbers(Split(Load(new MLContext(7), Generate())).TestSet));

    [TestMethod]
    public void Sets_ReadShuffledOrInParallel_HaveTheSameRows()
    {
        var split = Split(Ratings);
        foreach (var set in (IDataView[])[split.TrainSet, split.TestSet])
        {
            var rows = DataViewRows.Read(set);
            Assert.AreSequenceEqual(rows, DataViewRows.ReadShuffled(set, seed: 1), SequenceOrder.InAnyOrder);
            Assert.AreSequenceEqual(rows, DataViewRows.ReadInParallel(set, 4, out _), SequenceOrder.InAnyOrder);
            var shuffled = DataViewRows.Read(Context.Data.ShuffleRows(set, seed: 1));
            Assert.AreSequenceEqual(rows, shuffled, SequenceOrder.InAnyOrder);
            Assert.AreNotSequenceEqual(rows, shuffled);
            Assert.AreSequenceEqual(rows.Select(row => row.Cells), DataViewRows.Cells(Context.Data.Cache(set)));
        }
    }

    [TestMethod]
    public void Sets_OfShuffledRatings_AreDisjoint()
    {
        var split = Split(Context.Data.ShuffleRows(Ratings, seed: 2));
        Assert.AreSequenceEqual(
            Enumerable.Range(0, 100), Numbers(split.TrainSet).Concat(Numbers(split.TestSet)), SequenceOrder.InAnyOrder);
    }

    [TestMethod]
    public void Split_Decision_TakesOnePass()
    {
        var ratings = new CountingView(Ratings);
        var split = Split(ratings);
        Assert.AreEqual(1, ratings.Passes);
        _ = Numbers(split.TrainSet);
        _ = Numbers(split.TestSet);
        Assert.AreEqual(3, ratings.Passes);
    }

    [TestMethod]
    public void Sets_Cursors_AreClosed()
    {
        var ratings = new WatchedView(Ratings);
        _ = Numbers(Split(ratings).TestSet);
        Assert.AreEqual(0, ratings.Open);
    }

    [TestMethod]
    [DataRow(99, "99 rows instead of the 100")]
    [DataRow(101, "more rows than the 100")]
    public void Sets_RatingsChanged_SayTheRemedy(int count, string says)
    {
        List<Row> rows = [.. Generate()];
        var split = Split(Context.Data.LoadFromEnumerable(rows.Where(_ => true)), nameof(Row.Int32User));
        if (count > rows.Count)
            rows.Add(rows[0]);
        else
            rows.RemoveAt(0);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => DataViewRows.Read(split.TestSet)).Message;
        Assert.Contains(says, error);
        Assert.Contains("Split it again", error);
    }

    [TestMethod]
    public void Split_TwoRatingsOfAUser_HasOneInEachSet()
    {
        var split = Split(Load(Context, Of(0, user: 1, time: 5), Of(1, user: 1, time: 6)));
        Assert.HasCount(1, Numbers(split.TrainSet));
        Assert.HasCount(1, Numbers(split.TestSet));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void Split_FewerThanTwoRatings_SaysSo(int count)
    {
        var few = Load(Context, Generate()[..count]);
        Assert.Contains("Use more ratings", Assert.ThrowsExactly<InvalidOperationException>(() => Split(few)).Message);
    }

    private protected static int[] Numbers(IDataView view) => [.. view.GetColumn<int>(nameof(Row.Number))];

    /// <summary>Splits with the seed 1, or without chance.</summary>
    private protected abstract TrainTestData Split(
        IDataView ratings, string user = nameof(Row.Int32User), string time = nameof(Row.Int32Time));

    private protected abstract int ExpectedTestCount(Row[] ratings);

    private protected static void AssertRefused(Action split, params string[] says)
    {
        var error = Assert.Throws<ArgumentException>(split).Message;
        foreach (var text in says)
            Assert.Contains(text, error);
    }
}
