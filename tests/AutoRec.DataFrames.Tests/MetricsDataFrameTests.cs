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
        var ratings = SmallRatings.Load(_mlContext, SmallRatings.All);
        var pipeline = SmallRatings.KeyMapping(_mlContext).Append(_mlContext.Recommendation().Trainers.AutoRec(new AutoRecTrainer.Options
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            HiddenLayers = [4],
            Epochs = 1,
        }));
        var folds = _mlContext.Recommendation().CrossValidate(ratings, pipeline, numberOfFolds: 3);

        var frame = folds.ToDataFrame();

        Assert.AreSequenceEqual([0, 1, 2], frame["Fold"].Cast<int>());
        Assert.AreSequenceEqual(folds.Select(fold => fold.Metrics.RootMeanSquaredError), frame["RootMeanSquaredError"].Cast<double>());
    }

    private RegressionMetrics Evaluate(float error) => _mlContext.Regression.Evaluate(_mlContext.Data.LoadFromEnumerable(
        Enumerable.Range(1, 5).Select(stars => new Scored { Label = stars, Score = stars + error })));

    private sealed class Scored
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}
