namespace AutoRec.Tests;

[TestClass]
public sealed class RecommenderTests
{
    private const int ItemCount = 80;
    private const int UserCount = 50;
    private const int ColdItem = 107;
    private const string ColdUser = "u3";

    private static readonly RatingMatrix Items = RandomRatings.Create(ItemCount, UserCount, density: 0.2);
    private static readonly RatingMatrix Users = Items.Transpose();

    public static IEnumerable<AutoRecVariant> Variants => Enum.GetValues<AutoRecVariant>();

    [TestMethod]
    [DataRow(1)]
    [DataRow(10)]
    [DataRow(60)]
    [DataRow(1000)]
    public void Recommend_KnownUser_GivesUnratedItemsAndAsManyAsAreLeft(int count)
    {
        var recommender = Create();
        foreach (var user in recommender.Users)
        {
            var rated = recommender.RatingsOf(user).Select(rating => rating.Item).ToArray();
            var list = recommender.Recommend(user, count);
            Assert.HasCount(Math.Min(count, ItemCount - rated.Length), list);
            Assert.IsEmpty(list.Select(one => one.Item).Intersect(rated));
            Assert.HasCount(list.Count, list.Select(one => one.Item).Distinct());
            Assert.AreSequenceEqual(list.Select(one => one.Score).OrderDescending(), list.Select(one => one.Score));
            Assert.AreEqual(rated.Length == 0, list.IsPopular);
            Assert.IsEmpty(list.UnknownItems);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Recommend_GivenRatingsOfAKnownUser_RanksLikeTheUser(AutoRecVariant variant)
    {
        // In a user-based model, fold-in scores bit for bit as the trained model; in an item-based one, the choice is the same.
        var recommender = Create(new() { Variant = variant });
        foreach (var user in recommender.Users)
        {
            var (known, given) = (recommender.Recommend(user, 20), recommender.Recommend(recommender.RatingsOf(user).Reverse(), 20));
            if (variant == AutoRecVariant.UserBased)
                Assert.AreSequenceEqual(known, given);
            else
                Assert.IsGreaterThan(12, known.Select(one => one.Item).Intersect(given.Select(one => one.Item)).Count());
        }
    }

    [TestMethod]
    public void Recommend_ExcludeCandidatesAndWhere_LeaveOutTheOthers()
    {
        var recommender = Create();
        var all = recommender.Recommend("u1", ItemCount);
        int[] candidates = [.. all.Select(one => one.Item).Where(item => item % 3 > 0), 100_000];
        int[] exclude = [all[0].Item, all[4].Item, -5];
        var list = recommender.Recommend("u1", ItemCount, exclude, candidates, item => item % 2 == 0);
        Assert.AreSequenceEqual(
            all.Where(one => candidates.Contains(one.Item) && !exclude.Contains(one.Item) && one.Item % 2 == 0), list);
        Assert.IsGreaterThan(5, list.Count);
        Assert.AreSequenceEqual(all.Where(one => !exclude.Contains(one.Item)).Take(3), recommender.Recommend("u1", 3, exclude));
        Assert.IsEmpty(recommender.Recommend("u1", where: _ => false));
        Assert.AreSequenceEqual(all.Take(10), recommender.Recommend("u1"), "The default count is 10.");
    }

    [TestMethod]
    public void Recommend_RatedCandidates_AreLeftOut()
    {
        var recommender = Create();
        var rated = recommender.RatingsOf("u1").Select(rating => rating.Item).ToArray();
        Assert.IsEmpty(recommender.Recommend("u1", candidates: rated));
        var list = recommender.Recommend("u1", candidates: [.. rated, ColdItem, ColdItem]);
        Assert.AreSequenceEqual([ColdItem], list.Select(one => one.Item));
    }

    [TestMethod]
    public void Recommend_ItemWithoutRatings_ComesLast()
    {
        var recommender = Create();
        Assert.AreEqual(ColdItem + 3 * 19, recommender.Recommend("u1", ItemCount).TakeLast(4).Max(one => one.Item));
        Assert.IsTrue(recommender.Recommend("u1", ItemCount).TakeLast(4).All(one => one.Item % 19 == ColdItem % 19));
    }

    [TestMethod]
    public void Recommend_NoRatings_GivesTheMostRatedItems()
    {
        var recommender = Create();
        var popular = recommender.Recommend([], ItemCount);
        Assert.IsTrue(popular.IsPopular);
        Assert.AreSequenceEqual(
            Enumerable.Range(0, ItemCount).OrderByDescending(Items.CountOf).ThenBy(item => item).Select(item => 100 + item),
            popular.Select(one => one.Item));
        Assert.AreSequenceEqual(popular, recommender.Recommend(ColdUser, ItemCount));
        var onlyCold = recommender.Recommend([(ColdItem, 3)], ItemCount);
        Assert.IsTrue(onlyCold.IsPopular);
        Assert.AreSequenceEqual(popular.Select(one => one.Item).Where(item => item != ColdItem), onlyCold.Select(one => one.Item));
    }

    [TestMethod]
    public void Recommend_UnknownIdsAmongTheRatings_DoNotCountAndAreReported()
    {
        var recommender = Create();
        var list = recommender.Recommend([(999, 5), (101, 4), (-1, 1), (104, 2)]);
        Assert.AreSequenceEqual([999, -1], list.UnknownItems);
        Assert.AreSequenceEqual(recommender.Recommend([(101, 4), (104, 2)]), list);
        Assert.AreEqual(recommender.Predict([(101, 4)], 105), recommender.Predict([(101, 4), (999, 1)], 105));
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Predict_KnownUser_IsTheScoreOfTheModel(AutoRecVariant variant)
    {
        foreach (var clip in new[] { true, false })
        {
            var recommender = Create(new() { Variant = variant, Clip = clip, Deviation = 0.6 });
            var model = recommender.Model.Ratings;
            for (var user = 0; user < UserCount; user++)
            {
                for (var item = 0; item < ItemCount; item++)
                {
                    var estimate = recommender.Predict($"u{user}", 100 + item);
                    Assert.AreEqual(model.Score(item, user), estimate.Rating);
                    Assert.IsGreaterThan(0, estimate.Deviation);
                    Assert.IsTrue(!clip || estimate.Interval() is { Low: >= 1, High: <= 5 });
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Predict_GivenRatings_IsTheScoreOfTheFoldIn(AutoRecVariant variant)
    {
        var recommender = Create(new() { Variant = variant });
        var folded = recommender.Model.Ratings.FoldInUser([new(1, 4), new(4, 2)]);
        foreach (var item in recommender.Items)
            Assert.AreEqual(folded.Score(item - 100), recommender.Predict([(104, 2), (101, 4)], item).Rating);
    }

    [TestMethod]
    public void Predict_MoreRatings_IsMoreCertain()
    {
        var recommender = Create();
        var ratings = recommender.RatingsOf("u1");
        float[] deviations = [
            .. Enumerable.Range(0, ratings.Count).Select(count => recommender.Predict(ratings.Take(count), 140).Deviation)];
        for (var count = 1; count < deviations.Length; count++)
            Assert.IsLessThan(deviations[count - 1], deviations[count]);
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Explain_AnyPerson_AddsUpAndNamesEveryRating(AutoRecVariant variant)
    {
        var (recommender, unclipped) = (Create(new() { Variant = variant }), Create(new() { Variant = variant, Clip = false }));
        foreach (var user in recommender.Users)
        {
            var ratings = recommender.RatingsOf(user);
            foreach (var item in recommender.Items)
            {
                AssertExplains(recommender.Explain(user, item), ratings, unclipped.Predict(user, item));
                AssertExplains(recommender.Explain(ratings, item), ratings, unclipped.Predict(ratings, item));
            }
        }

        static void AssertExplains(RatingExplanation<int> explanation, IReadOnlyList<(int, float)> ratings, RatingEstimate estimate)
        {
            Assert.AreEqual(estimate.Rating, explanation.Score, 1e-4);
            Assert.AreEqual(explanation.Score, explanation.Base + explanation.Reasons.Sum(reason => reason.Effect), 1e-9);
            Assert.AreSequenceEqual(ratings, explanation.Reasons.Select(reason => (reason.Item, reason.Rating)).Order());
            double[] effects = [.. explanation.Reasons.Select(reason => Math.Abs(reason.Effect))];
            Assert.AreSequenceEqual(effects.OrderDescending(), effects);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void FoldIn_GivenRatings_AnswersLikeTheRecommender(AutoRecVariant variant)
    {
        var recommender = Create(new() { Variant = variant });
        (int, float)[] ratings = [.. recommender.RatingsOf("u1"), (100_000, 4)];
        var person = recommender.FoldIn(ratings);
        Assert.AreSequenceEqual([100_000], person.UnknownItems);
        var list = person.Recommend(5, exclude: [recommender.Items[0]]);
        Assert.AreSequenceEqual(recommender.Recommend(ratings, 5, exclude: [recommender.Items[0]]), list);
        foreach (var item in list.Select(one => one.Item))
        {
            Assert.AreEqual(recommender.Predict(ratings, item), person.Predict(item));
            Assert.AreSequenceEqual(recommender.Explain(ratings, item).Reasons, person.Explain(item).Reasons);
        }
    }

    [TestMethod]
    public void FoldIn_SeveralThreads_GiveTheSame()
    {
        var recommender = Create();
        var person = recommender.FoldIn(recommender.RatingsOf("u1"));
        var expected = recommender.FoldIn(recommender.RatingsOf("u1")).Recommend(20);
        Parallel.For(0, 50, _ => Assert.AreSequenceEqual(expected, person.Recommend(20)));
    }

    [TestMethod]
    public void HasItem_AnyId_TellsWhetherItCanBeRecommended()
    {
        var recommender = Create();
        Assert.IsTrue(recommender.Items.All(recommender.HasItem));
        Assert.IsFalse(recommender.HasItem(100_000));
    }

    [TestMethod]
    public void RatingsOf_KnownUser_AreThoseOfTheHistory()
    {
        var recommender = Create();
        for (var user = 0; user < UserCount; user++)
        {
            Assert.AreSequenceEqual(
                Users.ColumnsOf(user).ToArray().Zip(Users.ValuesOf(user).ToArray(), (item, rating) => (100 + item, rating)),
                recommender.RatingsOf($"u{user}"));
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(10)]
    [DataRow(1000)]
    public void SimilarItems_RatedItem_GivesOthersByTheirCosine(int count)
    {
        var recommender = Create();
        var factors = recommender.Items.ToDictionary(item => item, item => recommender.Model.Choice.Factor(item - 100).ToArray());
        foreach (var item in recommender.Items)
        {
            var isCold = Items.CountOf(item - 100) == 0;
            var expected = recommender.Items.Where(other => !isCold && other != item && Items.CountOf(other - 100) > 0)
                .OrderByDescending(other => Cosine(factors[item], factors[other])).Take(count).ToArray();
            var similar = recommender.SimilarItems(item, count);
            Assert.AreSequenceEqual(expected, similar.Select(one => one.Item));
            Assert.IsTrue(similar.All(one => Math.Abs(Cosine(factors[item], factors[one.Item]) - one.Similarity) < 1e-5));
        }
    }

    [TestMethod]
    public void SimilarUsers_KnownUser_GivesOthersWithRatingsByTheirCosine()
    {
        var recommender = Create();
        foreach (var user in recommender.Users)
        {
            var code = recommender.PersonOf(Index(user)).Code;
            var similar = recommender.SimilarUsers(user, UserCount);
            Assert.HasCount(code.Length == 0 ? 0 : Users.RatedRows().Length - 1, similar);
            Assert.DoesNotContain(user, similar.Select(one => one.User));
            Assert.AreSequenceEqual(similar.Select(one => one.Similarity).OrderDescending(), similar.Select(one => one.Similarity));
            foreach (var (other, similarity) in similar)
                Assert.AreEqual(Cosine(code, recommender.PersonOf(Index(other)).Code), similarity, 1e-5);
            Assert.AreSequenceEqual(similar.Take(10), recommender.SimilarUsers(user));
        }

        static int Index(string user) => int.Parse(user[1..], System.Globalization.CultureInfo.InvariantCulture);
    }

    [TestMethod]
    public void GivenHistory_ReplacesTheRatingsOfTheTraining()
    {
        // u3 has no ratings in training, and u1 others.
        var model = TestRecommendation.Create(Items, new ModelSettings());
        var history = RandomRatings.Of(UserCount, ItemCount, (3, 1, 5), (3, 4, 1), (1, 2, 3));
        foreach (var keeps in new[] { true, false })
        {
            var recommender = TestRecommendation.Recommender(model with { History = keeps ? model.History : null }, history);
            Assert.AreSequenceEqual([(101, 5f), (104, 1f)], recommender.RatingsOf(ColdUser));
            Assert.AreSequenceEqual(recommender.Recommend([(101, 5), (104, 1)]), recommender.Recommend(ColdUser));
            Assert.AreSequenceEqual(recommender.Recommend([(102, 3)]), recommender.Recommend("u1"));
            Assert.AreEqual(recommender.Predict([(102, 3)], 105), recommender.Predict("u1", 105));
            Assert.HasCount(1, recommender.Explain("u1", 105).Reasons);
            Assert.AreSequenceEqual(["u1"], recommender.SimilarUsers(ColdUser).Select(one => one.User));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void GivenHistory_RatingsOfItemsWithoutTrainingRatings_DoNotCountAndAreNotRecommended(AutoRecVariant variant)
    {
        var model = TestRecommendation.Create(Items, new ModelSettings { Variant = variant });
        var recommender = TestRecommendation.Recommender(model, RandomRatings.Of(UserCount, ItemCount, (1, 2, 3), (1, 7, 5), (2, 7, 5)));
        var list = recommender.Recommend("u1", ItemCount);
        Assert.AreSequenceEqual(recommender.Recommend([(102, 3), (ColdItem, 5)], ItemCount), list);
        Assert.HasCount(ItemCount - 2, list);
        Assert.AreEqual(recommender.Predict([(102, 3)], 105), recommender.Predict("u1", 105));
        Assert.HasCount(1, recommender.Explain("u1", 105).Reasons);
        Assert.IsTrue(recommender.Recommend("u2").IsPopular);
    }

    [TestMethod]
    public void Create_ModelWithoutRatings_SaysHowToGiveThem()
    {
        var model = TestRecommendation.Create(Items, new ModelSettings()) with { History = null };
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TestRecommendation.Recommender(model));
        foreach (var part in new[] { "does not keep the users' ratings", "KeepRatings = false", "CreateRecommender", "KeepRatings = true" })
            Assert.Contains(part, error.Message);
    }

    public static IEnumerable<(string, Action<Recommender<string, int>>, string, string[])> BadInputs =>
    [
        ("unknown user", r => r.Recommend("ada"), "user", ["no user 'ada'", "50 users", "Pass the person's ratings"]),
        ("unknown user", r => r.Predict("ada", 101), "user", ["no user 'ada'"]),
        ("unknown user", r => r.Explain("ada", 101), "user", ["no user 'ada'"]),
        ("unknown user", r => r.RatingsOf("ada"), "user", ["no user 'ada'"]),
        ("unknown user", r => r.SimilarUsers("ada"), "user", ["no user 'ada'"]),
        ("unknown item", r => r.Predict("u1", 7), "item", ["no item '7'", "80 items", "with FoldInItem"]),
        ("unknown item", r => r.Explain("u1", 7), "item", ["no item '7'"]),
        ("unknown item", r => r.Explain([(101, 3)], 7), "item", ["no item '7'"]),
        ("unknown item", r => r.SimilarItems(7), "item", ["no item '7'"]),
        ("count", r => r.Recommend("u1", 0), "count", ["'0'"]),
        ("count", r => r.Recommend([(101, 3)], -1), "count", ["'-1'"]),
        ("count", r => r.SimilarItems(101, 0), "count", ["'0'"]),
        ("count", r => r.SimilarUsers("u1", 0), "count", ["'0'"]),
        ("no known id", r => r.Recommend([(7, 3), (8, 3)]), "ratings", ["None of the 2", "'7'", "80 items", "as they were in training"]),
        ("no known id", r => r.Predict([(7, 3)], 101), "ratings", ["None of the 1"]),
        ("no known candidate", r => r.Recommend("u1", candidates: [7, 8]), "candidates", ["None of the 2 candidates", "80 items"]),
        ("twice", r => r.Recommend([(101, 3), (102, 3), (101, 4)]), "ratings", ["item '101' is rated twice", "one rating of each item"]),
        ("twice", r => r.Recommend([(101, 3), (7, 3), (7, 4)]), "ratings", ["item '7' is rated twice"]),
        ("not finite", r => r.Recommend([(101, float.NaN)]), "ratings", ["item '101' is NaN", "from 1 to 5", "Use the scale"]),
        ("not finite", r => r.Explain([(101, float.NegativeInfinity)], 102), "ratings", ["item '101' is -Infinity"]),
        ("far outside", r => r.Recommend([(101, 100)]), "ratings", ["item '101' is 100", "from 1 to 5"]),
        ("far outside", r => r.Predict([(7, 100), (101, 3)], 101), "ratings", ["item '7' is 100"]),
        ("no ratings", r => r.Recommend((IEnumerable<(int, float)>)null!), "ratings", []),
    ];

    [TestMethod]
    [DynamicData(nameof(BadInputs))]
    public void AnyCall_BadInput_SaysWhatWasFoundAndExpected(
        string what, Action<Recommender<string, int>> call, string parameter, string[] says)
    {
        var error = Assert.Throws<ArgumentException>(() => call(Create()), what);
        Assert.AreEqual(parameter, error.ParamName);
        foreach (var part in says)
            Assert.Contains(part, error.Message);
    }

    private static Recommender<string, int> Create(ModelSettings? settings = null) =>
        TestRecommendation.Recommender(TestRecommendation.Create(Items, settings ?? new ModelSettings()));

    private static double Cosine(float[] x, float[] y) => Dot(x, y) / Math.Sqrt(Dot(x, x) * Dot(y, y));

    private static double Dot(float[] x, float[] y) => x.Zip(y, (a, b) => (double)a * b).Sum();
}
