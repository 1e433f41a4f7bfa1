using System.Security.Cryptography;
using System.Text;
using AutoRec.DataViews;
using AutoRec.Model;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>The public members of a model take keys; the model has indices for those with training ratings only.</summary>
[TestClass]
public sealed class KeyedModelTests
{
    private static readonly MatrixKeys Keys = KeyedModels.Keys;

    private readonly MLContext _mlContext = new(seed: 1);

    public static IEnumerable<IRatingModel> Models =>
    [
        .. KeyedModels.Variants.Select(variant => KeyedModels.Single(variant).Model),
        KeyedModels.Blend().Model,
        KeyedModels.OneClass().Model,
    ];

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Members_AnyKeys_AreThoseOfTheIndices(IRatingModel model)
    {
        var byIndex = ((IKeyedModel)model).ByIndex;
        Assert.AreEqual((SmallRatings.ItemCount, SmallRatings.UserCount), (model.ItemCount, model.UserCount));
        Assert.AreEqual((SmallRatings.ItemCount - 2, SmallRatings.UserCount - 2), (byIndex.ItemCount, byIndex.UserCount));
        Assert.AreSame(byIndex, ((IKeyedModel)model).ByIndex, "A copy for each newcomer would be waste.");
        Assert.AreSame(byIndex, byIndex.ByIndex);
        for (var item = -1; item <= SmallRatings.ItemCount; item++)
        {
            Assert.AreEqual(Keys.Items.Keys.Contains(item), model.HasItem(item));
            for (var user = -1; user <= SmallRatings.UserCount; user++)
            {
                Assert.AreEqual(Keys.Users.Keys.Contains(user), model.HasUser(user));
                Assert.AreEqual(byIndex.Score(Keys.Items.IndexOf(item), Keys.Users.IndexOf(user)), model.Score(item, user));
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void FoldInUser_ByKey_IsThatOfTheIndices(IRatingModel model)
    {
        var unrated = Enumerable.Range(0, SmallRatings.ItemCount).Except(Keys.Items.Keys).First();
        int[] rated = [.. Keys.Items.Keys.Skip(20).Take(3)];
        var user = model.FoldInUser([new(rated[2], 5), new(unrated, 1), new(rated[0], 2)]);
        var byIndex = ((IKeyedModel)model).ByIndex.FoldInUser([new(20, 2), new(22, 5)]);
        for (var item = -1; item <= SmallRatings.ItemCount; item++)
            Assert.AreEqual(byIndex.Score(Keys.Items.IndexOf(item)), user.Score(item));
    }

    [TestMethod]
    public void FoldInUser_OutsideTheKeys_NamesTheKeys()
    {
        var model = KeyedModels.Blend().Model;
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.FoldInUser([new(SmallRatings.ItemCount, 4)]));
        Assert.Contains("expected 0 to 29", error.Message);
    }

    [TestMethod]
    public void CreateRecommender_IdsWithoutTrainingRatings_AreNotInTheModel()
    {
        var recommender = _mlContext.Model.CreateRecommender<string, int>(
            SmallRatings.Keys(_mlContext).Append(KeyedModels.Blend()), SmallRatings.Load(_mlContext, SmallRatings.All).Schema);
        var train = SmallRatings.Train;
        Assert.AreSequenceEqual(train.Select(rating => rating.UserId).Distinct(), recommender.Users, SequenceOrder.InAnyOrder);
        Assert.AreSequenceEqual(train.Select(rating => rating.ItemId).Distinct(), recommender.Items, SequenceOrder.InAnyOrder);
        foreach (var user in recommender.Users)
        {
            Assert.AreSequenceEqual(
                train.Where(rating => rating.UserId == user).Select(rating => (rating.ItemId, rating.Label)),
                recommender.RatingsOf(user),
                SequenceOrder.InAnyOrder);
        }

        var error = Assert.ThrowsExactly<ArgumentException>(() => recommender.Recommend(SmallRatings.UserId(39)));
        Assert.Contains("no user 'user-39' among the model's 38 users", error.Message);
    }

    [TestMethod]
    public void CreateRecommenderFromRatings_UserWithoutTrainingRatings_IsFoldedIn()
    {
        var model = SmallRatings.Keys(_mlContext).Append(KeyedModels.Single(AutoRecVariant.ItemBased));
        var newcomer = SmallRatings.UserId(39);
        SmallRating[] ratings = [.. SmallRatings.HeldOut.Where(rating => rating.UserId == newcomer)];
        var recommender = _mlContext.Model.CreateRecommenderFromRatings<string, int>(model, SmallRatings.Load(_mlContext, ratings));
        (int Item, float Rating)[] known = [.. recommender.RatingsOf(newcomer)];
        Assert.IsNotEmpty(known);
        Assert.AreSequenceEqual(new[] { newcomer }, recommender.Users);
        Assert.AreSequenceEqual(
            recommender.Recommend(known).Select(recommendation => (recommendation.Item, recommendation.Score)),
            recommender.Recommend(newcomer).Select(recommendation => (recommendation.Item, recommendation.Score)));
    }

    [TestMethod]
    [DataRow("user")]
    [DataRow("item")]
    public void Transform_OtherMappingOfTheSameSize_IsRefused(string other)
    {
        // The same ids in another order of appearance.
        var reversed = SmallRatings.Load(_mlContext, SmallRatings.All.Reverse());
        var ratings = SmallRatings.Load(_mlContext, SmallRatings.All);
        var user = _mlContext.Transforms.Conversion.MapValueToKey("user", "UserId").Fit(other == "user" ? reversed : ratings);
        var item = _mlContext.Transforms.Conversion.MapValueToKey("item", "ItemId").Fit(other == "item" ? reversed : ratings);
        var view = item.Transform(user.Transform(ratings));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => KeyedModels.Blend().Transform(view));
        Assert.Contains($"'{other}' has", error.Message);
        Assert.Contains("stand for other ids", error.Message);
        Assert.Contains("Use the key mapping of the training", error.Message);
    }

    [TestMethod]
    public void Transform_KeysWithoutIds_AreTakenByTheirNumbers()
    {
        var ratings = KeyedRatings.Load<uint>(_mlContext, [(1, 1, 4), (30, 40, 3)], SmallRatings.ItemCount, SmallRatings.UserCount);
        var transformer = KeyedModels.Blend();
        Assert.AreSequenceEqual(
            new[] { transformer.Model.Score(0, 0), transformer.Model.Score(29, 39) },
            transformer.Transform(ratings).GetColumn<float>("Score"));
    }

    [TestMethod]
    [DataRow(new[] { "a", "b" }, new[] { "b", "a" })]
    [DataRow(new[] { "ab", "c" }, new[] { "a", "bc" })]
    [DataRow(new[] { "1" }, new[] { "1", "2" })]
    [DataRow(new[] { "a\0", "" }, new[] { "a", "\0" })]
    public void KeyDigest_OtherIds_Differs(string[] ids, string[] others) =>
        Assert.AreNotSequenceEqual(DigestOf(ids)!, DigestOf(others)!);

    [TestMethod]
    public void KeyDigest_SameIds_IsTheSame() => Assert.AreSequenceEqual(DigestOf(["a", "b"])!, DigestOf(["a", "b"])!);

    [TestMethod]
    public void KeyDigest_TextsOfAllLengths_IsThatOfSavedModels()
    {
        // The length and the UTF-16 of each id. The digests in saved models must stay those of the same ids.
        string[] ids = [.. new[] { 1, 20_000, 3, 9_000, 100_000, 8 }.Select((length, n) => new string((char)('a' + n), length))];
        byte[] content = [.. ids.SelectMany(id => (byte[])[.. BitConverter.GetBytes(id.Length), .. Encoding.Unicode.GetBytes(id)])];
        Assert.AreSequenceEqual(SHA256.HashData(content)[..16], DigestOf(ids)!);
    }

    private byte[]? DigestOf(string[] ids)
    {
        var view = _mlContext.Data.LoadFromEnumerable(ids.Select(id => new SmallRating { UserId = id }));
        var keyed = _mlContext.Transforms.Conversion.MapValueToKey("user", "UserId").Fit(view).Transform(view);
        return KeyDigest.Of(keyed.Schema["user"]);
    }
}
