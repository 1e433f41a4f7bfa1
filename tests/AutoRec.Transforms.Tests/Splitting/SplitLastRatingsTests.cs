using Microsoft.ML;
using static AutoRec.Tests.TimedRatings;
using static Microsoft.ML.DataOperationsCatalog;

namespace AutoRec.Tests;

[TestClass]
public sealed class SplitLastRatingsTests : SplitContract
{
    [TestMethod]
    public void TestSet_Ratings_AreTheNewestOfEachUser()
    {
        var rows = Generate();
        var test = Numbers(Split(Load(Context, rows)).TestSet).ToHashSet();
        foreach (var ratings in rows.GroupBy(row => row.Int32User))
        {
            var newest = ratings.OrderBy(row => row.Int32Time).Select(row => row.Number).Skip(1).TakeLast(3);
            Assert.AreSequenceEqual(newest, ratings.Select(row => row.Number).Where(test.Contains), SequenceOrder.InAnyOrder);
        }
    }

    [TestMethod]
    public void Split_WithoutTimes_TakesTheLastRows()
    {
        int[] users = [1, 1, 2, 1, 2, 3, 1];
        var ratings = Load(Context, [.. users.Select((user, number) => Of(number, user, time: -number))]);
        Assert.AreSequenceEqual([4, 6], Numbers(Context.Data.SplitLastRatings(ratings, "TextUser").TestSet));
        Assert.AreSequenceEqual([0, 2], Numbers(Context.Data.SplitLastRatings(ratings, "TextUser", "Int32Time").TestSet));
        Assert.AreSequenceEqual([3, 4, 6], Numbers(Context.Data.SplitLastRatings(ratings, "TextUser", testCount: 2).TestSet));
        Assert.AreSequenceEqual([0, 2, 5], Numbers(Context.Data.SplitLastRatings(ratings, "TextUser", testCount: 99).TrainSet));
    }

    [TestMethod]
    public void Split_UsersWithOneRatingEach_SaysSo()
    {
        var ratings = Load(Context, Of(0, user: 1, time: 0), Of(1, user: 2, time: 0));
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Split(ratings));
        Assert.Contains("None of the users of the 2 ratings has two ratings", error.Message);
    }

    [TestMethod]
    public void Split_WrongArguments_AreRefused()
    {
        var ratings = Load(Context, Generate());
        AssertRefused(() => Context.Data.SplitLastRatings(ratings, "User"), "There is no user column 'User'", "'TextUser'");
        AssertRefused(() => Context.Data.SplitLastRatings(ratings, "DateTime"), "The user column 'DateTime' is of type DateTime");
        AssertRefused(() => Context.Data.SplitLastRatings(ratings, "TextUser", "Time"), "There is no time column 'Time'");
        AssertRefused(() => Context.Data.SplitLastRatings(ratings, "TextUser", testCount: 0), "testCount");
        AssertRefused(() => Context.Data.SplitLastRatings(ratings, ""), "userColumnName");
    }

    private protected override TrainTestData Split(
        IDataView ratings, string user = nameof(Row.Int32User), string time = nameof(Row.Int32Time)) =>
        Context.Data.SplitLastRatings(ratings, user, time, testCount: 3);

    private protected override int ExpectedTestCount(Row[] ratings) =>
        ratings.CountBy(row => row.Int32User).Sum(user => Math.Min(3, user.Value - 1));
}
