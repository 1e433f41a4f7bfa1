namespace AutoRec.Tests;

[TestClass]
public sealed class RatingModelFoldInTests
{
    private const int ItemCount = 40;
    private const int UserCount = 60;
    private const int ColdItem = 7;
    private const int ColdUser = 3;

    private static readonly RatingMatrix Items = RandomRatings.Create(ItemCount, UserCount);

    private static IEnumerable<IRatingModel> Models =>
    [
        TestRecommendation.RatingModel(Items, new()),
        TestRecommendation.RatingModel(Items, new() { Variant = AutoRecVariant.UserBased }),
        TestRecommendation.Blend(Items, new()),
    ];

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void FoldIn_RatingsInAnotherOrder_GivesTheSameBits(IRatingModel model)
    {
        var random = new Random(1);
        (ItemRating[] ofUser, UserRating[] ofItem) = (DrawUser(random), DrawItem(random));
        var (user, item) = (Scores(model, ofUser), Scores(model, ofItem));
        for (var n = 0; n < 5; n++)
        {
            random.Shuffle(ofUser);
            random.Shuffle(ofItem);
            Assert.AreSequenceEqual(user, Scores(model, ofUser));
            Assert.AreSequenceEqual(item, Scores(model, ofItem));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void FoldIn_RatingsOfColdItemsOrUsers_DoNotCount(IRatingModel model)
    {
        var random = new Random(2);
        ItemRating[] ofUser = [.. DrawUser(random).Where(rating => rating.Item != ColdItem)];
        UserRating[] ofItem = [.. DrawItem(random).Where(rating => rating.User != ColdUser)];
        Assert.AreSequenceEqual(Scores(model, ofUser), Scores(model, [new(ColdItem, 1), .. ofUser]));
        Assert.AreSequenceEqual(Scores(model, ofItem), Scores(model, [new(ColdUser, 1), .. ofItem]));
        Assert.AreSequenceEqual(Scores(model, Array.Empty<ItemRating>()), Scores(model, [new ItemRating(ColdItem, 1)]));
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void FoldIn_NoRatings_GivesTheScoresOfSomebodyCold(IRatingModel model)
    {
        Assert.AreSequenceEqual(
            Enumerable.Range(0, ItemCount).Select(item => model.Score(item, ColdUser)), Scores(model, Array.Empty<ItemRating>()));
        Assert.AreSequenceEqual(
            Enumerable.Range(0, UserCount).Select(user => model.Score(ColdItem, user)), Scores(model, Array.Empty<UserRating>()));
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void FoldIn_OtherRatings_GivesOtherScores(IRatingModel model)
    {
        Assert.AreNotSequenceEqual(Scores(model, [new ItemRating(1, 5)]), Scores(model, [new ItemRating(1, 1)]));
        Assert.AreNotSequenceEqual(Scores(model, [new UserRating(1, 5)]), Scores(model, [new UserRating(1, 1)]));
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void FoldInUser_BadRatings_SaysWhichItem(IRatingModel model)
    {
        AssertRefused(() => model.FoldInUser([new(ItemCount, 3)]), $"item index {ItemCount}", $"0 to {ItemCount - 1}");
        AssertRefused(() => model.FoldInUser([new(1, 3), new(-1, 3)]), "item index -1", $"0 to {ItemCount - 1}");
        AssertRefused(() => model.FoldInUser([new(UserCount - 1, 3)]), $"item index {UserCount - 1}");
        AssertRefused(() => model.FoldInUser([new(2, 3), new(5, 4), new(2, 3)]), "item 2 is given twice", "one rating of each item");
        AssertRefused(() => model.FoldInUser([new(4, float.NaN)]), "rating of item 4 is NaN", "range from 1 to 5", "Use the scale");
        AssertRefused(() => model.FoldInUser([new(4, float.PositiveInfinity)]), "rating of item 4 is Infinity");
        AssertRefused(() => model.FoldInUser([new(4, 9.1f)]), "rating of item 4 is 9.1", "range from 1 to 5");
        AssertRefused(() => model.FoldInUser([new(4, -3.1f)]), "rating of item 4 is -3.1");
        Assert.ThrowsExactly<ArgumentNullException>(() => model.FoldInUser(null!));
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void FoldInItem_BadRatings_SaysWhichUser(IRatingModel model)
    {
        AssertRefused(() => model.FoldInItem([new(UserCount, 3)]), $"user index {UserCount}", $"0 to {UserCount - 1}");
        AssertRefused(() => model.FoldInItem([new(-1, 3)]), "user index -1");
        AssertRefused(() => model.FoldInItem([new(2, 3), new(2, 4)]), "user 2 is given twice", "one rating of each user");
        AssertRefused(() => model.FoldInItem([new(4, float.NaN)]), "rating of user 4 is NaN");
        Assert.ThrowsExactly<ArgumentNullException>(() => model.FoldInItem(null!));
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void FoldIn_RatingsALittleOutsideTheRange_AreTaken(IRatingModel model)
    {
        Assert.IsTrue(float.IsFinite(model.FoldInUser([new(4, 9), new(5, -3)]).Score(1)));
        Assert.IsTrue(float.IsFinite(model.FoldInItem([new(4, 9), new(5, -3)]).Score(1)));
    }

    [TestMethod]
    public void FoldIn_ModelWithoutLambda_NeedsItForANewColumnOnly()
    {
        var model = TestRecommendation.RatingModel(Items, new() { Lambda = float.NaN });
        Assert.IsTrue(float.IsFinite(model.FoldInItem([new(4, 3)]).Score(1)));
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => model.FoldInUser([new(4, 3)]));
        Assert.Contains("earlier version without λ", error.Message);
        Assert.Contains("Train it again", error.Message);
    }

    [TestMethod]
    public void FoldIn_AllTrainingRatingsEqual_TakesAnyFiniteRating()
    {
        var model = TestRecommendation.RatingModel(Items.Map(_ => 1), new());
        Assert.AreEqual(1, model.FoldInUser([new(1, 1), new(4, 1)]).Score(2));
        Assert.AreEqual(1, model.FoldInItem([new(1, 1), new(4, 1)]).Score(2));
    }

    private static void AssertRefused(Func<object> foldIn, params string[] says)
    {
        var error = Assert.Throws<ArgumentException>(foldIn);
        foreach (var part in says)
            Assert.Contains(part, error.Message);
        Assert.AreEqual("ratings", error.ParamName);
    }

    private static ItemRating[] DrawUser(Random random) =>
        Array.ConvertAll(RandomRatings.Draw(random, ItemCount, 15), given => new ItemRating(given.Position, given.Rating));

    private static UserRating[] DrawItem(Random random) =>
        Array.ConvertAll(RandomRatings.Draw(random, UserCount, 15), given => new UserRating(given.Position, given.Rating));

    private static float[] Scores(IRatingModel model, ItemRating[] ratings)
    {
        var folded = model.FoldInUser(ratings);
        return [.. Enumerable.Range(0, ItemCount).Select(folded.Score)];
    }

    private static float[] Scores(IRatingModel model, UserRating[] ratings)
    {
        var folded = model.FoldInItem(ratings);
        return [.. Enumerable.Range(0, UserCount).Select(folded.Score)];
    }
}
