using Microsoft.ML;
using static AutoRec.Tests.TimedRatings;
using static Microsoft.ML.DataOperationsCatalog;

namespace AutoRec.Tests;

[TestClass]
public sealed class SplitByTimeTests : SplitContract
{
    [TestMethod]
    public void TestSet_Ratings_AreTheNewest()
    {
        var rows = Generate();
        var split = Context.Data.SplitByTime(Load(Context, rows), nameof(Row.SingleTime), 0.25);
        var (newest, test) = (Numbers(split.TrainSet).Max(n => rows[n].SingleTime), Numbers(split.TestSet));
        Assert.HasCount(25, test);
        Assert.IsTrue(Array.TrueForAll(test, n => rows[n].SingleTime >= newest));
    }

    [TestMethod]
    public void TestSet_OfEqualTimes_HasTheLastRows()
    {
        var rows = Enumerable.Range(0, 10).Select(n => Of(n, user: n, time: n == 4 ? 9 : 0)).ToArray();
        Assert.AreSequenceEqual([4, 8, 9], Numbers(Context.Data.SplitByTime(Load(Context, rows), nameof(Row.Int64Time), 0.3).TestSet));
    }

    [TestMethod]
    public void Split_InfiniteAndZeroTimes_AreInOrder()
    {
        float[] times = [0, float.PositiveInfinity, -0f, float.NegativeInfinity, -1, 1];
        var rows = times.Select((time, n) => new Row { Number = n, SingleTime = time }).ToArray();
        Assert.AreSequenceEqual([1, 2, 5], Numbers(Context.Data.SplitByTime(Load(Context, rows), nameof(Row.SingleTime), 0.5).TestSet));
    }

    [TestMethod]
    public void Split_TimeThatIsNaN_SaysWhere()
    {
        var rows = Generate();
        rows[7].SingleTime = float.NaN;
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => Context.Data.SplitByTime(Load(Context, rows), nameof(Row.SingleTime)));
        Assert.Contains("The time in column 'SingleTime', row 7, is NaN", error.Message);
    }

    [TestMethod]
    public void Split_WrongArguments_AreRefused()
    {
        var ratings = Load(Context, Generate());
        AssertRefused(() => Context.Data.SplitByTime(ratings, "Time"), "There is no time column 'Time'", "'Int64Time'");
        AssertRefused(() => Context.Data.SplitByTime(ratings, "TextUser"), "The time column 'TextUser' is of type String", "DateTime");
        AssertRefused(() => Context.Data.SplitByTime(ratings, "KeyUser"), "The time column 'KeyUser' is of type key of");
        AssertRefused(() => Context.Data.SplitByTime(ratings, "Int32Time", 0), "testFraction", "greater than 0 and less than 1");
        AssertRefused(() => Context.Data.SplitByTime(ratings, "Int32Time", 1), "testFraction");
        AssertRefused(() => Context.Data.SplitByTime(ratings, "Int32Time", double.NaN), "testFraction");
        AssertRefused(() => Context.Data.SplitByTime(null!), "data");
    }

    private protected override TrainTestData Split(
        IDataView ratings, string user = nameof(Row.Int32User), string time = nameof(Row.Int32Time)) =>
        Context.Data.SplitByTime(ratings, time, testFraction: 0.25);

    private protected override int ExpectedTestCount(Row[] ratings) => 25;
}
