using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>Scoring by keys, and its agreement with reconstruction.</summary>
[TestClass]
public sealed class KeyedScoringTests
{
    private const string Unknown = "nobody";

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public void Transform_EveryPair_IsTheModelsScoreOfItemAndUser(AutoRecVariant variant)
    {
        var transformer = TestModels.Prediction(new() { Variant = variant });
        var keyed = SmallRatings.LoadKeyed(_mlContext, SmallRatings.All);
        var scored = _mlContext.Data.CreateEnumerable<ScoredKeys>(transformer.Transform(keyed), reuseRowObject: false).ToArray();
        Assert.HasCount(SmallRatings.All.Count, scored);
        foreach (var pair in scored)
        {
            var (item, user) = ((int)pair.item - 1, (int)pair.user - 1);
            Assert.AreEqual(transformer.Model.Score(item, user), pair.Score);
        }
    }

    [TestMethod]
    public void Transform_UnseenUser_FallsBackToItemMean()
    {
        var rated = SmallRatings.Train.Where(r => r.ItemId == SmallRatings.ItemId(3)).ToArray();
        Assert.AreEqual(Mean(rated), Predict(TestModels.Default, Unknown, SmallRatings.ItemId(3)), 1e-6f);
    }

    [TestMethod]
    public void Transform_UserWithoutTrainingRatings_FallsBackToItemMean()
    {
        var rated = SmallRatings.Train.Where(r => r.ItemId == SmallRatings.ItemId(3)).ToArray();
        Assert.AreEqual(
            Mean(rated), Predict(TestModels.Default, SmallRatings.UserId(SmallRatings.UserCount - 1), SmallRatings.ItemId(3)), 1e-6f);
    }

    [TestMethod]
    public void Transform_UnseenItem_FallsBackToUserMean()
    {
        var rated = SmallRatings.Train.Where(r => r.UserId == SmallRatings.UserId(5)).ToArray();
        Assert.AreEqual(Mean(rated), Predict(TestModels.Default, SmallRatings.UserId(5), itemId: -1), 1e-6f);
    }

    /// <summary>The mean with the mean of all ratings as one extra rating.</summary>
    private static float Mean(SmallRating[] rated) =>
        (rated.Sum(r => r.Label) + SmallRatings.Train.Average(r => r.Label)) / (rated.Length + 1);

    [TestMethod]
    public void Transform_UnseenUserAndItem_FallsBackToGlobalMean() =>
        Assert.AreEqual(SmallRatings.Train.Average(r => r.Label), Predict(TestModels.Default, Unknown, itemId: -1), 1e-6f);

    [TestMethod]
    public void Transform_UnseenUserWithNaN_IsNaN() =>
        Assert.IsTrue(float.IsNaN(Predict(TestModels.Default with { ColdStart = ColdStart.NaN }, Unknown, SmallRatings.ItemId(3))));

    [TestMethod]
    [DataRow(ColdStart.Mean)]
    [DataRow(ColdStart.NaN)]
    public void Reconstruction_OfPivotedTrainingRatings_GivesTheKeyedScores(ColdStart coldStart)
    {
        var settings = TestModels.Default with { ColdStart = coldStart };
        var train = SmallRatings.LoadKeyed(_mlContext, SmallRatings.Train);
        var pivoted = _mlContext.Transforms.PivotRatings("Ratings", "user", "item").Fit(train).Transform(train);
        var reconstructed = TestModels.Reconstruction(settings).Transform(pivoted);
        var model = TestModels.Create(settings);

        var rows = 0;
        foreach (var row in _mlContext.Data.CreateEnumerable<ReconstructedRow>(reconstructed, reuseRowObject: false))
        {
            rows++;
            for (var user = 0; user < SmallRatings.UserCount; user++)
                Assert.AreEqual(model.Score((int)row.item - 1, user), row.Score[user], 1e-6f);
        }

        Assert.AreEqual(SmallRatings.ItemCount - 2, rows);
    }

    private float Predict(ModelSettings settings, string userId, int itemId)
    {
        var chain = SmallRatings.Keys(_mlContext).Append(TestModels.Prediction(settings));
        using var engine = _mlContext.Model.CreatePredictionEngine<SmallRating, RatingScore>(chain);
        return engine.Predict(new() { UserId = userId, ItemId = itemId }).Score;
    }

    private sealed class ScoredKeys
    {
        public uint item { get; set; }

        public uint user { get; set; }

        public float Score { get; set; }
    }

    private sealed class ReconstructedRow
    {
        public uint item { get; set; }

        public float[] Score { get; set; } = [];
    }
}
