using AutoRec.Recommending;
using AutoRec.Training;

namespace AutoRec.FoldIn.Tests;

/// <summary>Users of a one-class model: trained, new, and without choices.</summary>
[TestClass]
public sealed class NewChooserTests
{
    private const int UserCount = 40;
    private const int ItemCount = 20; // Nobody chooses the last.
    private const int ColdUser = UserCount - 1;
    private const int ColdItem = ItemCount - 1;

    private static readonly RatingMatrix Users = Counts();
    private static readonly RecommendationModel Trained = Train();
    private static readonly OneClassModelParameters Model = (OneClassModelParameters)Trained.Ratings;

    [TestMethod]
    public void Score_OfTheChoicesOfTraining_IsThatOfTheTrainedUserBitForBit()
    {
        for (var user = 0; user < UserCount; user++)
        {
            var folded = Model.FoldInUser(ChoicesOf(user));
            for (var item = 0; item < ItemCount; item++)
                Assert.AreEqual(Model.Score(item, user), folded.Score(item), $"user {user}, item {item}");
        }
    }

    [TestMethod]
    public void Score_OfOtherChoices_IsThatOfTheChoiceModel()
    {
        var folded = Model.FoldInUser([new(7, 3), new(2, 1)]);
        var code = Model.Choice.Encode([2, 7], [1, 3]);
        for (var item = 0; item < ColdItem; item++)
            Assert.AreEqual(Model.Choice.Score(code, item), folded.Score(item));
    }

    [TestMethod]
    public void Score_WithoutChoices_IsTheShareOfUsersWhoChoseTheItem()
    {
        var counts = Users.CountByColumn();
        var folded = Model.FoldInUser([]);
        for (var item = 0; item < ItemCount; item++)
        {
            var share = (float)counts[item] / (UserCount - 1);
            Assert.AreEqual(share, folded.Score(item));
            Assert.AreEqual(share, Model.Score(item, ColdUser));
            Assert.AreEqual(share, Model.Score(item, user: -1));
        }
    }

    [TestMethod]
    [DataRow(ColdItem)]
    [DataRow(-1)]
    [DataRow(ItemCount)]
    public void Score_ItemThatNobodyChose_IsZero(int item)
    {
        Assert.IsFalse(Model.HasItem(item));
        Assert.AreEqual(0, Model.Score(item, user: 0));
        Assert.AreEqual(0, Model.FoldInUser([new(2, 1)]).Score(item));
    }

    [TestMethod]
    public void Explain_TrainedAndNewUsers_SumsToTheScoreFromZero()
    {
        var parts = new double[Users.CountOf(3)];
        KnownRatings known = KnownRatings.Of(Users.ColumnsOf(3), Users.ValuesOf(3));
        foreach (var newcomer in (Newcomer[])[new NewChooser(Model, known), new TrainedUser(Model, 3, known)])
        {
            for (var item = 0; item < ItemCount; item++)
            {
                Assert.AreEqual(0, newcomer.Explain(item, parts));
                Assert.AreEqual(newcomer.Score(item), parts.Sum(), 1e-6, $"item {item}");
            }
        }
    }

    [TestMethod]
    public void Explain_OneLargerCount_ChangesOnlyItsPart()
    {
        var (few, many) = (Explain(1), Explain(4));
        Assert.AreEqual(few[0], many[0], 1e-12);
        Assert.AreEqual(few[1] * Model.Choice.Weight(4) / Model.Choice.Weight(1), many[1], 1e-12);

        static double[] Explain(float count)
        {
            var parts = new double[2];
            new NewChooser(Model, KnownRatings.Of([2, 4], [1, count])).Explain(6, parts);
            return parts;
        }
    }

    [TestMethod]
    public void Explain_WithoutChoices_IsThePopularity() =>
        Assert.AreEqual(Model.Choice.Popularity(2), new NewChooser(Model, KnownRatings.Of([], [])).Explain(2, []), 1e-7);

    [TestMethod]
    public void FoldInUser_CountAboveThoseOfTraining_CountsAsTheLargest() =>
        Assert.AreEqual(Model.FoldInUser([new(2, 4)]).Score(6), Model.FoldInUser([new(2, 1000)]).Score(6));

    [TestMethod]
    [DataRow(0f)]
    [DataRow(-1f)]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void FoldInUser_LabelThatIsNoChoice_IsRefused(float label)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Model.FoldInUser([new(2, label)]));
        Assert.Contains(FormattableString.Invariant($"The label of item 2 is {label}; expected more than 0"), error.Message);
    }

    [TestMethod]
    public void FoldInItem_IsRefused()
    {
        var error = Assert.ThrowsExactly<NotSupportedException>(() => Model.FoldInItem([new(0, 1)]));
        Assert.Contains("A one-class model folds in users only; train AutoRec for items.", error.Message);
    }

    [TestMethod]
    public void Model_MembersForRatings_DescribeChoices()
    {
        Assert.AreEqual((UserCount, ItemCount), (Model.UserCount, Model.ItemCount));
        Assert.AreEqual(new RatingScale(0, 1), Model.LabelRange);
        Assert.AreEqual((float)Users.Count / ((UserCount - 1) * (ItemCount - 1)), Model.GlobalMean, 1e-6f);
        Assert.IsFalse(Model.HasUser(ColdUser) || Model.HasUser(-1) || Model.HasUser(UserCount));
        Assert.IsTrue(Model.HasUser(0) && Model.HasItem(0));
    }

    [TestMethod]
    public void Estimate_OfAOneClassModel_IsTheScoreWithoutAnInterval()
    {
        var recommender = Recommender();
        var estimate = recommender.Predict(0, item: 3);
        Assert.AreEqual(Model.Score(item: 3, user: 0), estimate.Rating);
        Assert.IsTrue(float.IsNaN(estimate.Deviation));
        var (low, high) = estimate.Interval();
        Assert.IsTrue(float.IsNaN(low) && float.IsNaN(high));
    }

    [TestMethod]
    public void Recommend_OfAOneClassModel_RanksByTheScoreAlone()
    {
        var recommender = Recommender();
        for (var user = 0; user < UserCount - 1; user++)
        {
            var chosen = Users.ColumnsOf(user).ToArray();
            int[] best = [.. Enumerable.Range(0, ColdItem).Except(chosen).OrderByDescending(item => Model.Score(item, user)).Take(5)];
            var list = recommender.Recommend(user, count: 5);
            Assert.AreSequenceEqual(best, list.Select(recommendation => recommendation.Item));
            foreach (var recommendation in list)
                Assert.AreEqual(Model.Score(recommendation.Item, user), recommendation.Score);
        }
    }

    private static Recommender<int, int> Recommender() =>
        new(Trained, [.. Enumerable.Range(0, UserCount)], [.. Enumerable.Range(0, ItemCount)], history: null);

    private static ItemRating[] ChoicesOf(int user)
    {
        var counts = Users.ValuesOf(user).ToArray();
        return [.. Users.ColumnsOf(user).ToArray().Select((item, n) => new ItemRating(item, counts[n]))];
    }

    private static RecommendationModel Train()
    {
        var context = new RunContext(Seed: 1, Log: _ => { }, ThrowIfCanceled: () => { });
        return OneClassTraining.Train(Users.Transpose(), keepRatings: true, threads: 1, context).Recommendation;
    }

    /// <summary>Counts from 1 to 4: even users choose mostly even items, odd users odd ones.</summary>
    private static RatingMatrix Counts()
    {
        var random = new Random(3);
        var (users, items, counts) = (new List<int>(), new List<int>(), new List<float>());
        for (var user = 0; user < ColdUser; user++)
        {
            for (var item = 0; item < ColdItem; item++)
            {
                if (random.NextDouble() > (user % 2 == item % 2 ? 0.6 : 0.1))
                    continue;
                users.Add(user);
                items.Add(item);
                counts.Add(random.Next(1, 5));
            }
        }

        return RatingMatrix.Create(UserCount, ItemCount, [.. users], [.. items], [.. counts]);
    }
}
