using AutoRec.FoldIn;
using AutoRec.Recommending;

namespace AutoRec.Tests;

/// <summary>The ranking against the score of every item, sorted.</summary>
[TestClass]
public sealed class RankingTests
{
    private const int ItemCount = 120;

    private static readonly RatingMatrix Items = RandomRatings.Create(ItemCount, users: 50, density: 0.15);

    private static readonly Dictionary<string, RecommendationModel> Models = new()
    {
        ["item-based"] = TestRecommendation.Create(Items, new ModelSettings()),
        ["user-based"] = TestRecommendation.Create(Items, new ModelSettings { Variant = AutoRecVariant.UserBased, Deviation = 0.8 }),
        ["unclipped"] = TestRecommendation.Create(Items, new ModelSettings { ColdStart = ColdStart.NaN, Clip = false, Deviation = 0.8 }),
        ["blend"] = TestRecommendation.Create(Items, TestRecommendation.Blend(Items, new())),
        ["clicks"] = TestRecommendation.Create(Items.Map(_ => 1), new ModelSettings()),
        ["tied"] = Tied(TestRecommendation.Create(Items, new ModelSettings())),
        ["random"] = TestRecommendation.Create(Items, new ModelSettings()) with { Choice = TestRecommendation.RandomChoice(Items) },
    };

    public static IEnumerable<string> Names => Models.Keys;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Rank_KnownUsersAndNewcomers_GivesTheBestOfAllItemsBitForBit(string name)
    {
        var model = Models[name];
        foreach (var person in People(model))
        {
            foreach (var count in new[] { 1, 5, ItemCount })
                AssertRank(model, person, candidates: null, isExcluded: null, count);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Rank_CandidatesAndExclusions_GivesTheBestOfTheRestBitForBit(string name)
    {
        var model = Models[name];
        int[] candidates = [.. Enumerable.Range(0, ItemCount).Where(item => item % 3 != 1)];
        foreach (var person in People(model))
        {
            AssertRank(model, person, candidates, isExcluded: null, 7);
            AssertRank(model, person, candidates: null, item => item % 2 == 0, 7);
            AssertRank(model, person, candidates, item => item < 60, 7);
            AssertRank(model, person, candidates, item => item < 60, ItemCount);
            AssertRank(model, person, candidates: [5], isExcluded: null, 3);
            AssertRank(model, person, candidates: [5], item => item == 5, 3);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Rank_PersonWithoutRatings_GivesTheMostRatedItems(string name)
    {
        var model = Models[name];
        var person = Person.Of(model, KnownRatings.Of([], []));
        var (items, scores) = Rank(model, person, null, null, ItemCount);
        Assert.HasCount(ItemCount, items);
        Assert.AreSequenceEqual(
            Enumerable.Range(0, ItemCount).OrderByDescending(Items.CountOf).ThenBy(item => item), items);
        Assert.AreEqual((float)Items.CountOf(items[0]) / Items.Transpose().RatedRows().Length, scores[0]);
    }

    /// <summary>Choice scores on a coarse grid, so that many items are tied.</summary>
    private static RecommendationModel Tied(RecommendationModel model)
    {
        var factors = new float[model.Choice.Factors.Length];
        for (var item = 0; item < ItemCount; item++)
            factors[item * model.Choice.FactorCount] = Items.CountOf(item) > 0 ? item % 3 : 0;
        return model with { Choice = new(model.Choice.Scale, model.Choice.Mean, model.Choice.UserCount, model.Choice.Counts, factors) };
    }

    private static IEnumerable<Person> People(RecommendationModel model)
    {
        var random = new Random(6);
        foreach (var user in Enumerable.Range(0, model.Ratings.UserCount))
            yield return Person.Of(model, user, model.RequireHistory());
        for (var count = 0; count < 20; count++)
        {
            var given = RandomRatings.Draw(random, ItemCount, count)
                .Select(rating => (rating.Position, model.Ratings.LabelRange.Clip(rating.Rating)));
            yield return Person.Of(model, KnownRatings.Check(model.Ratings, isUser: true, given));
        }
    }

    private static void AssertRank(RecommendationModel model, Person person, int[]? candidates, Func<int, bool>? isExcluded, int count)
    {
        var expected = (candidates ?? Enumerable.Range(0, ItemCount))
            .Where(item => !person.Rated.Contains(item) && isExcluded?.Invoke(item) != true)
            .Select(item => (Item: item, Score: Score(model, person, item)))
            .OrderByDescending(one => one.Score).ThenBy(one => one.Item).Take(count).ToArray();
        var (items, scores) = Rank(model, person, candidates, isExcluded, count);
        Assert.AreSequenceEqual(expected.Select(one => one.Item), items);
        Assert.AreSequenceEqual(expected.Select(one => one.Score), scores);
    }

    private static float Score(RecommendationModel model, Person person, int item)
    {
        var choice = model.Choice.Counts[item] == 0 ? -1
            : person.IsUnknown ? model.Choice.Popularity(item)
            : model.Choice.Score(person.Code, item);
        return person.IsUnknown ? choice : choice + model.RatingScore(person.Newcomer.Score(item));
    }

    private static (int[] Items, float[] Scores) Rank(
        RecommendationModel model, Person person, int[]? candidates, Func<int, bool>? isExcluded, int count)
    {
        var (items, scores) = (new int[count], new float[count]);
        var found = Ranking.Rank(model, person, candidates, isExcluded, items, scores);
        return (items[..found], scores[..found]);
    }
}
