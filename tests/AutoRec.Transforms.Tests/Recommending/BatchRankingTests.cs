using AutoRec.Recommending;

namespace AutoRec.Tests;

[TestClass]
public sealed class BatchRankingTests
{
    private const int Threads = 3;

    [TestMethod]
    [DataRow(1)]
    [DataRow(10)]
    [DataRow(SmallRatings.ItemCount + 5)]
    public void Rank_UsersOfTraining_GivesTheBitsOfSingleLists(int count)
    {
        foreach (var (name, model) in TrainedModels.All)
            AssertEqualsSingle(name, model, user => Person.Of(model, user, model.History!), count);
    }

    [TestMethod]
    public void Rank_UsersWithOtherRatings_GivesTheBitsOfSingleLists()
    {
        foreach (var (name, model) in TrainedModels.All)
        {
            var history = model.History!.Where(entry => entry % 3 > 0);
            AssertEqualsSingle(name, model, user => Person.Of(model, user, history, isTraining: false), count: 10);
        }
    }

    [TestMethod]
    public void Rank_GivenUsers_KeepsTheirOrder()
    {
        var model = TrainedModels.ItemBased;
        Person PersonOf(int user) => Person.Of(model, user, model.History!);
        var lists = BatchRanking.Rank(model, PersonOf, [7, 2], count: 5);
        Assert.AreSequenceEqual(Single(model, PersonOf(7), 5).Items, lists.ItemsOf(0).ToArray());
        Assert.AreSequenceEqual(Single(model, PersonOf(2), 5).Items, lists.ItemsOf(1).ToArray());
    }

    [TestMethod]
    public void Rank_UserWithoutRatings_GivesTheMostRatedItems()
    {
        var model = TrainedModels.ItemBased;
        var user = Enumerable.Range(0, SmallRatings.UserCount).First(user => model.History!.CountOf(user) == 0);
        var lists = BatchRanking.Rank(model, index => Person.Of(model, index, model.History!), [user], count: 4);
        var mostRated = Enumerable.Range(0, SmallRatings.ItemCount).OrderByDescending(item => model.Choice.Counts[item]).Take(4);
        Assert.AreSequenceEqual(mostRated.ToArray(), lists.ItemsOf(0).ToArray());
    }

    [TestMethod]
    public void Rank_ByChoiceAndRating_IsTheOrderOfAllScores()
    {
        foreach (var (name, model) in TrainedModels.All)
        {
            foreach (var user in model.History!.RatedRows())
            {
                var person = Person.Of(model, user, model.History);
                var all = Enumerable.Range(0, SmallRatings.ItemCount).Except(person.Rated)
                    .Select(item => (Item: item, Score: model.ChoiceScore(person, item) + model.RatingScore(person.Newcomer.Score(item))))
                    .OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Item).Take(6).ToArray();
                var (items, scores) = Single(model, person, 6);
                Assert.AreSequenceEqual(all.Select(pair => pair.Item).ToArray(), items, name);
                Assert.AreSequenceEqual(all.Select(pair => pair.Score).ToArray(), scores, name);
            }
        }
    }

    private static void AssertEqualsSingle(string name, RecommendationModel model, Func<int, Person> personOf, int count)
    {
        int[] users = [.. Enumerable.Range(0, SmallRatings.UserCount)];
        var one = BatchRanking.Rank(model, personOf, users, count, numberOfThreads: 1);
        var several = BatchRanking.Rank(model, personOf, users, count, Threads);
        foreach (var user in users)
        {
            var (items, scores) = Single(model, personOf(user), count);
            foreach (var lists in (RankedLists[])[one, several])
            {
                Assert.AreSequenceEqual(items, lists.ItemsOf(user).ToArray(), name);
                Assert.AreSequenceEqual(scores, lists.ScoresOf(user).ToArray(), name);
            }
        }
    }

    private static (int[] Items, float[] Scores) Single(RecommendationModel model, Person person, int count)
    {
        var (items, scores) = (new int[count], new float[count]);
        var found = Ranking.Rank(model, person, candidates: null, isExcluded: null, items, scores);
        return (items[..found], scores[..found]);
    }
}
