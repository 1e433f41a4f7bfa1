using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary><c>mlContext.Recommendation()</c> without Microsoft.ML.Recommender.</summary>
[TestClass]
public sealed class RecommendationTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Evaluate_ScoredRatings_GivesTheMetricsOfRegression()
    {
        var scored = TestModels.Prediction(TestModels.Default).Transform(SmallRatings.LoadKeyed(_mlContext, SmallRatings.HeldOut));
        var (ours, theirs) = (_mlContext.Recommendation().Evaluate(scored), _mlContext.Regression.Evaluate(scored));
        Assert.AreEqual(
            (theirs.RootMeanSquaredError, theirs.MeanAbsoluteError, theirs.RSquared, theirs.LossFunction),
            (ours.RootMeanSquaredError, ours.MeanAbsoluteError, ours.RSquared, ours.LossFunction));
        Assert.IsGreaterThan(0, ours.RootMeanSquaredError);
    }

    [TestMethod]
    public void Evaluate_ColumnsOfOtherNames_AreRead()
    {
        var scored = TestModels.Prediction(TestModels.Default).Transform(SmallRatings.LoadKeyed(_mlContext, SmallRatings.HeldOut));
        var renamed = _mlContext.Transforms.CopyColumns("Rating", "Label").Append(_mlContext.Transforms.CopyColumns("Guess", "Score"))
            .Append(_mlContext.Transforms.DropColumns("Label", "Score")).Fit(scored).Transform(scored);
        Assert.AreEqual(
            _mlContext.Recommendation().Evaluate(scored).RootMeanSquaredError,
            _mlContext.Recommendation().Evaluate(renamed, labelColumnName: "Rating", scoreColumnName: "Guess").RootMeanSquaredError);
    }

    [TestMethod]
    public void CrossValidate_PipelineWithAPivot_IsRefusedBeforeReading()
    {
        var ratings = new CountingView(SmallRatings.Load(_mlContext, SmallRatings.Train));
        var pipeline = SmallRatings.KeyMapping(_mlContext).Append(_mlContext.Transforms.PivotRatings("Ratings", "user", "item"));
        var error = Assert.ThrowsExactly<ArgumentException>(() => _mlContext.Recommendation().CrossValidate(ratings, pipeline));
        Assert.AreEqual("estimator", error.ParamName);
        foreach (var part in new[] { "'Label'", "PivotRatings", "Trainers.AutoRec", "EvaluateReconstruction" })
            Assert.Contains(part, error.Message);
        Assert.AreEqual(0, ratings.Passes);
    }

    [TestMethod]
    public void CrossValidate_PipelineThatScoresRatings_GivesEveryFoldsMetrics()
    {
        var ratings = SmallRatings.Load(_mlContext, SmallRatings.Train);
        var pipeline = _mlContext.Transforms.Categorical.OneHotEncoding("Features", "ItemId")
            .Append(_mlContext.Regression.Trainers.OnlineGradientDescent());
        var folds = _mlContext.Recommendation().CrossValidate(ratings, pipeline, numberOfFolds: 3, seed: 2);
        var theirs = _mlContext.Regression.CrossValidate(ratings, pipeline, numberOfFolds: 3, seed: 2);
        Assert.HasCount(3, folds);
        Assert.AreSequenceEqual(
            theirs.Select(f => f.Metrics.RootMeanSquaredError).ToArray(), folds.Select(f => f.Metrics.RootMeanSquaredError).ToArray());
    }
}
