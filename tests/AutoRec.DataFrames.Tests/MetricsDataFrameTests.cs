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

    private IReadOnlyList<TrainCatalogBase.CrossValidationResult<RegressionMetrics>> CrossValidate(IEnumerable<SmallRating> ratings)
    {
        var pipeline = SmallRatings.KeyMapping(_mlContext).Append(_mlContext.Recommendation().Trainers.AutoRec(new AutoRecTrainer.Options
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            HiddenLayers = [4],
            Epochs = 1,
        }));
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
