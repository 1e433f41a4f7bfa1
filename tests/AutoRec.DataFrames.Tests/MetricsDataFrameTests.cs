using AutoRec.DataFrames;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

[TestClass]
public sealed class MetricsDataFrameTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void ToDataFrame_Metrics_IsOneRowOfThem()
    {
        var metrics = Evaluate(error: 0.5f);

        var frame = metrics.ToDataFrame();

        Assert.AreEqual(1, frame.Rows.Count);
        Assert.AreEqual(metrics.RootMeanSquaredError, frame["RootMeanSquaredError"][0]);
        Assert.AreEqual(metrics.MeanAbsoluteError, frame["MeanAbsoluteError"][0]);
        Assert.AreEqual(metrics.RSquared, frame["RSquared"][0]);
    }

    [TestMethod]
    public void ToDataFrame_NamedMetrics_IsARowForEachModel()
    {
        (string, RegressionMetrics)[] models = [("good", Evaluate(0.25f)), ("bad", Evaluate(1))];

        var frame = models.ToDataFrame();

        Assert.AreSequenceEqual(["good", "bad"], frame["Model"].Cast<string>());
        Assert.AreSequenceEqual([0.25, 1.0], frame["RootMeanSquaredError"].Cast<double>());
    }

    [TestMethod]
    public void ToDataFrame_CrossValidation_IsARowForEachFold()
    {
        var folds = CrossValidate(SmallRatings.All);

        var frame = folds.ToDataFrame("AutoRec", "user", "item");

        Assert.AreSequenceEqual([0, 1, 2], frame["Fold"].Cast<int>());
        Assert.AreSequenceEqual(folds.Select(fold => fold.Metrics.RootMeanSquaredError), frame["RootMeanSquaredError"].Cast<double>());
    }

    [TestMethod]
    public void ToDataFrame_CrossValidationOfAModel_CountsColdRows()
    {
        const string Stranger = "stranger";
        var folds = CrossValidate([.. SmallRatings.All, new() { UserId = Stranger, ItemId = SmallRatings.All[0].ItemId, Label = 3 }]);

        var frame = folds.ToDataFrame("AutoRec", "user", "item");
        var summary = frame.Summarize("Model", "RootMeanSquaredError", "ColdRows");

        // Every other user has ratings in more than one fold.
        int[] cold = [.. folds.Select(fold => fold.ScoredHoldOutSet.GetColumn<string>("UserId").Count(user => user == Stranger))];
        Assert.AreEqual(1, cold.Sum());
        Assert.AreSequenceEqual(cold, frame["ColdRows"].Cast<int>());
        Assert.AreEqual("AutoRec", summary["Model"][0]);
        Assert.AreEqual(folds.Average(fold => fold.Metrics.RootMeanSquaredError), (double)summary["RootMeanSquaredError"][0], 1e-12);
        Assert.AreEqual(1 / 3.0, (double)summary["ColdRows"][0], 1e-12);
        Assert.Contains("'UserId'", Assert.ThrowsExactly<ArgumentException>(() => folds.ToDataFrame("AutoRec", "UserId", "item")).Message);
    }

    [TestMethod]
    public void ToDataFrame_KeysMappedOutsideAndFoldsByUser_CountsAllRowsAsCold()
    {
        var keyed = SmallRatings.LoadKeyed(_mlContext, SmallRatings.All);
        var folds = _mlContext.Regression.CrossValidate(keyed, CreateTrainer(), numberOfFolds: 3, samplingKeyColumnName: "UserId");

        var frame = folds.ToDataFrame("AutoRec", "user", "item");

        int[] rows = [.. folds.Select(fold => fold.ScoredHoldOutSet.GetColumn<float>("Score").Count())];
        Assert.AreEqual(SmallRatings.All.Count, rows.Sum());
        Assert.AreSequenceEqual(rows, frame["Rows"].Cast<int>());
        Assert.AreSequenceEqual(rows, frame["ColdRows"].Cast<int>());
        Assert.AreSequenceEqual([0, 0, 0], frame["MissingScores"].Cast<int>());
    }

    [TestMethod]
    public void ToDataFrame_KeysInsideOrOutside_CountsTheSameColdRows()
    {
        SmallRating[] ratings = [.. SmallRatings.All.Where((_, i) => i % 7 == 0)]; // few for each item
        var (plain, inside) = (SmallRatings.Load(_mlContext, ratings), SmallRatings.KeyMapping(_mlContext));
        var keyed = inside.Fit(plain).Transform(plain);

        var counts = Count(_mlContext.Recommendation().CrossValidate(plain, inside.Append(CreateTrainer()), 5, seed: 1));
        var outside = Count(_mlContext.Recommendation().CrossValidate(keyed, CreateTrainer(), 5, seed: 1));
        var blend = _mlContext.Recommendation().Trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            Members = [Options(ColdStart.Mean)],
        });
        var chain = _mlContext.Transforms.CopyColumns("Stars", "Label").Append(new EstimatorChain<ITransformer>().Append(blend));
        var nested = Count(_mlContext.Recommendation().CrossValidate(keyed, chain, numberOfFolds: 5, seed: 1));

        Assert.IsGreaterThan(0, counts.Sum());
        Assert.IsLessThan(ratings.Length, counts.Sum());
        Assert.AreSequenceEqual(counts, outside);
        Assert.AreSequenceEqual(counts, nested);

        static int[] Count(IEnumerable<TrainCatalogBase.CrossValidationResult<RegressionMetrics>> folds) =>
            [.. folds.ToDataFrame("AutoRec", "user", "item")["ColdRows"].Cast<int>()];
    }

    [TestMethod]
    public void ToDataFrame_ColdRowsWithoutAScore_CountsThemAsMissingToo()
    {
        SmallRating[] ratings = [.. SmallRatings.All.Where((_, i) => i % 7 == 0)];
        var pipeline = SmallRatings.KeyMapping(_mlContext).Append(CreateTrainer(ColdStart.NaN));
        var folds = _mlContext.Recommendation().CrossValidate(SmallRatings.Load(_mlContext, ratings), pipeline, numberOfFolds: 5, seed: 1);

        var frame = folds.ToDataFrame("AutoRec", "user", "item");

        int[] missing = [.. folds.Select(fold => fold.ScoredHoldOutSet.GetColumn<float>("Score").Count(float.IsNaN))];
        Assert.IsGreaterThan(0, missing.Sum());
        Assert.AreSequenceEqual(missing, frame["MissingScores"].Cast<int>());
        Assert.AreSequenceEqual(missing, frame["ColdRows"].Cast<int>());
    }

    [TestMethod]
    public void ToDataFrame_RecommenderThatDoesNotSayWhatItHasSeen_CountsMissingKeysAndScores()
    {
        var keyed = SmallRatings.LoadKeyed(_mlContext, [.. SmallRatings.All, new() { UserId = "stranger", ItemId = -1, Label = 3 }]);
        var halfBlind = _mlContext.Transforms.CustomMapping<SmallRating, Scored>(
            (rating, scored) => (scored.Label, scored.Score) = (rating.Label, rating.ItemId < 130 && rating.ItemId > 0 ? float.NaN : 3),
            contractName: null);
        var folds = _mlContext.Regression.CrossValidate(keyed, halfBlind, numberOfFolds: 3, seed: 1);

        var frame = folds.ToDataFrame("half-blind", "user", "item");

        var missing = SmallRatings.All.Count(rating => rating.ItemId < 130);
        Assert.AreEqual(missing, frame["MissingScores"].Cast<int>().Sum());
        Assert.AreEqual(missing + 1, frame["ColdRows"].Cast<int>().Sum());
    }

    [TestMethod]
    public void ToDataFrame_FoldWithoutAScore_IsAnErrorAlthoughItsMetricsAreZero()
    {
        var keyed = SmallRatings.LoadKeyed(_mlContext, SmallRatings.All);
        var folds = _mlContext.Regression.CrossValidate(keyed, CreateTrainer(ColdStart.NaN), 3, samplingKeyColumnName: "UserId");
        Assert.AreEqual(0, folds[0].Metrics.RootMeanSquaredError);

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => folds.ToDataFrame("AutoRec", "user", "item"));

        Assert.Contains("rows of fold 0 has a score", error.Message);
        Assert.Contains("ColdStart.Mean", error.Message);
        var ofMetrics = Assert.ThrowsExactly<InvalidOperationException>(() => folds[0].Metrics.ToDataFrame());
        Assert.Contains("are of no row", ofMetrics.Message);
    }

    [TestMethod]
    public void ToDataFrame_PerfectScores_AreNotTakenForNone() =>
        Assert.AreEqual(0.0, Evaluate(0).ToDataFrame()["RootMeanSquaredError"][0]);

    [TestMethod]
    public void ToDataFrame_ItemAndUserSwapped_SaysBothCounts()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => CrossValidate(SmallRatings.All).ToDataFrame("AutoRec", "item", "user"));
        Assert.Contains("The user column 'item' has 30 keys, and the model has 40 users", error.Message);
    }

    private AutoRecTrainer CreateTrainer(ColdStart coldStart = ColdStart.Mean) =>
        _mlContext.Recommendation().Trainers.AutoRec(Options(coldStart));

    private static AutoRecTrainer.Options Options(ColdStart coldStart) => new()
    {
        MatrixColumnIndexColumnName = "user",
        MatrixRowIndexColumnName = "item",
        HiddenLayers = [4],
        Epochs = 1,
        ColdStart = coldStart,
    };

    private IReadOnlyList<TrainCatalogBase.CrossValidationResult<RegressionMetrics>> CrossValidate(IEnumerable<SmallRating> ratings)
    {
        var pipeline = SmallRatings.KeyMapping(_mlContext).Append(CreateTrainer());
        return _mlContext.Recommendation().CrossValidate(SmallRatings.Load(_mlContext, ratings), pipeline, numberOfFolds: 3, seed: 1);
    }

    private RegressionMetrics Evaluate(float error) => _mlContext.Regression.Evaluate(_mlContext.Data.LoadFromEnumerable(
        Enumerable.Range(1, 5).Select(stars => new Scored { Label = stars, Score = stars + error })));

    private sealed class Scored
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}
