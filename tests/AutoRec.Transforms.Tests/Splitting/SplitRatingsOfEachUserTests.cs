using Microsoft.ML;
using static AutoRec.Tests.TimedRatings;
using static Microsoft.ML.DataOperationsCatalog;

namespace AutoRec.Tests;

[TestClass]
public sealed class SplitRatingsOfEachUserTests : SplitContract
{
    [TestMethod]
    public void TestSet_RatingsOfEachUser_AreTheRoundedFraction()
    {
        var rows = Generate();
        for (var seed = 0; seed < 20; seed++)
        {
            var test = Numbers(Context.Data.SplitRatingsOfEachUser(Load(Context, rows), "TextUser", 0.25, seed).TestSet);
            Assert.HasCount(25, test);
            foreach (var (user, count) in rows.CountBy(row => row.Int32User))
            {
                var most = Math.Min(count - 1, Math.Ceiling(count / 4.0));
                Assert.IsInRange(Math.Floor(count / 4.0), most, test.Count(n => rows[n].Int32User == user), $"user {user}, seed {seed}");
            }
        }
    }

    [TestMethod]
    public void Split_OtherSeed_IsAnother()
    {
        var ratings = Load(Context, Generate());
        Assert.AreNotSequenceEqual(Numbers(Test(ratings, seed: 1)), Numbers(Test(ratings, seed: 2)));
    }

    [TestMethod]
    public void Split_WithoutASeed_RepeatsWithTheSeedOfTheContext()
    {
        Assert.AreSequenceEqual(OfContext(3), OfContext(3));
        Assert.AreNotSequenceEqual(OfContext(3), OfContext(4));

        static int[] OfContext(int seed)
        {
            var context = new MLContext(seed);
            return Numbers(context.Data.SplitRatingsOfEachUser(Load(context, Generate()), "TextUser").TestSet);
        }
    }

    [TestMethod]
    public void Split_WrongArguments_AreRefused()
    {
        var ratings = Load(Context, Generate());
        AssertRefused(() => Context.Data.SplitRatingsOfEachUser(ratings, "User"), "There is no user column 'User'");
        AssertRefused(() => Context.Data.SplitRatingsOfEachUser(ratings, "TextUser", 1), "testFraction");
    }

    private protected override TrainTestData Split(
        IDataView ratings, string user = nameof(Row.Int32User), string time = nameof(Row.Int32Time)) =>
        Context.Data.SplitRatingsOfEachUser(ratings, user, testFraction: 0.25, seed: 1);

    private protected override int ExpectedTestCount(Row[] ratings) => 25;

    private IDataView Test(IDataView ratings, int seed) => Context.Data.SplitRatingsOfEachUser(ratings, "TextUser", 0.25, seed).TestSet;
}
