using AutoRec.Recommending;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

[TestClass]
public sealed class RecommendAllTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    private sealed class Row
    {
        public string User { get; set; } = "";
        public int Rank { get; set; }
        public int Item { get; set; }
        public float Score { get; set; }
    }

    [TestMethod]
    public void RecommendAll_EveryUser_GivesTheListsOfRecommend()
    {
        foreach (var (name, model) in TrainedModels.All)
        {
            var recommender = TrainedModels.Recommender(_mlContext, model);
            var expected = recommender.Users.SelectMany(
                user => recommender.Recommend(user, count: 7).Select((item, rank) => (user, rank + 1, item.Item, item.Score)));
            Assert.AreSequenceEqual(expected.ToArray(), Read(recommender.RecommendAll(count: 7)), name);
        }
    }

    [TestMethod]
    public void RecommendAll_RatingsGivenNow_GivesTheListsOfRecommend()
    {
        var ratings = SmallRatings.Load(_mlContext, SmallRatings.HeldOut);
        var recommender = _mlContext.Model.CreateRecommenderFromRatings<string, int>(
            TrainedModels.Pipeline(_mlContext, TrainedModels.ItemBased), ratings);
        var expected = recommender.Users.SelectMany(user => recommender.Recommend(user, count: 3).Select(item => item.Score));
        var rows = Read(recommender.RecommendAll(count: 3));
        Assert.AreSequenceEqual(expected.ToArray(), [.. rows.Select(row => row.Score)]);

        // Ratings of items without training ratings do not count, but these items are not recommended.
        var rated = SmallRatings.HeldOut.Select(rating => (rating.UserId, rating.ItemId)).ToHashSet();
        Assert.IsEmpty(rows.Where(row => rated.Contains((row.User, row.Item))));
    }

    [TestMethod]
    public void RecommendAll_GivenUsers_GivesEachOnceInTheOrderGiven()
    {
        string[] users = [SmallRatings.UserId(9), SmallRatings.UserId(3), SmallRatings.UserId(9)];
        var rows = Read(Create().RecommendAll(count: 2, users));
        Assert.AreSequenceEqual([users[0], users[0], users[1], users[1]], [.. rows.Select(row => row.User)]);
        Assert.AreSequenceEqual([1, 2, 1, 2], [.. rows.Select(row => row.Rank)]);
    }

    [TestMethod]
    public void RecommendAll_UsersOfAView_GivesTheRowsOfTheirIds()
    {
        var ratings = SmallRatings.Load(_mlContext, SmallRatings.HeldOut);
        var ids = SmallRatings.HeldOut.Select(rating => rating.UserId);
        Assert.AreSequenceEqual(
            Read(Create().RecommendAll(users: ids)), Read(Create().RecommendAll(ratings, nameof(SmallRating.UserId))));
    }

    [TestMethod]
    public void RecommendAll_Int64AndTextIds_AreColumnsOfTheseTypes()
    {
        var recommender = _mlContext.Model.CreateRecommender<string, long>(
            TrainedModels.Pipeline(_mlContext, TrainedModels.ItemBased), SmallRatings.Load(_mlContext, SmallRatings.All).Schema);
        var lists = recommender.RecommendAll(count: 1);
        Assert.AreSequenceEqual(
            (DataViewType[])[TextDataViewType.Instance, NumberDataViewType.Int32, NumberDataViewType.Int64, NumberDataViewType.Single],
            [.. lists.Schema.Select(column => column.Type)]);
        Assert.AreEqual(
            recommender.Recommend(SmallRatings.UserId(4), count: 1)[0].Item,
            recommender.RecommendAll(1, [SmallRatings.UserId(4)]).GetColumn<long>("Item").Single());
    }

    [TestMethod]
    public void RecommendAll_RowsInParallelAndShuffled_AreTheSame()
    {
        var lists = Create().RecommendAll();
        Assert.IsNull(lists.GetRowCount());
        var rows = DataViewRows.Read(lists).ToArray();
        Assert.AreSequenceEqual(rows, [.. DataViewRows.ReadInParallel(lists, 4, out _)], SequenceOrder.InAnyOrder);
        Assert.AreSequenceEqual(rows, [.. DataViewRows.ReadShuffled(lists, seed: 3)], SequenceOrder.InAnyOrder);
        Assert.AreEqual(rows.Length, lists.GetRowCount());
    }

    [TestMethod]
    public void RecommendAll_UnknownUsers_NamesOneAndTheirCount()
    {
        string[] users = ["nobody", SmallRatings.UserId(1), "no one"];
        var error = Assert.ThrowsExactly<ArgumentException>(() => Create().RecommendAll(users: users));
        Assert.Contains("2 of the 3 users, such as 'nobody'", error.Message);
    }

    [TestMethod]
    public void RecommendAll_UnknownUsersInAView_ThrowsWhenRead()
    {
        var view = SmallRatings.Load(_mlContext, [new() { UserId = "nobody" }]);
        var lists = Create().RecommendAll(view, nameof(SmallRating.UserId));
        Assert.Contains("'nobody'", Assert.ThrowsExactly<ArgumentException>(() => Read(lists)).Message);
    }

    [TestMethod]
    public void RecommendAll_ColumnOfAnotherType_SaysWhatWasFoundAndExpected() =>
        new BadInput(SmallRatings.Load(_mlContext, SmallRatings.All), "user column 'ItemId'", "Int32", "expected String")
            .AssertRefused(view => Create().RecommendAll(view, nameof(SmallRating.ItemId)));

    [TestMethod]
    public void RecommendAll_CountOfZero_IsRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Create().RecommendAll(count: 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => Create().RecommendAll(SmallRatings.Load(_mlContext, SmallRatings.All), nameof(SmallRating.UserId), count: 0));
    }

    [TestMethod]
    public void RecommendAll_IdsOfAnotherType_SaysWhichAreSupported()
    {
        var recommender = _mlContext.Model.CreateRecommender<string, double>(
            TrainedModels.Pipeline(_mlContext, TrainedModels.ItemBased), SmallRatings.Load(_mlContext, SmallRatings.All).Schema);
        var error = Assert.ThrowsExactly<NotSupportedException>(() => recommender.RecommendAll());
        Assert.Contains("item ids of type Double; expected String, Int32 or Int64", error.Message);
    }

    private Recommender<string, int> Create() => TrainedModels.Recommender(_mlContext, TrainedModels.ItemBased);

    private (string User, int Rank, int Item, float Score)[] Read(IDataView lists) =>
        [.. _mlContext.Data.CreateEnumerable<Row>(lists, reuseRowObject: false).Select(row => (row.User, row.Rank, row.Item, row.Score))];
}
