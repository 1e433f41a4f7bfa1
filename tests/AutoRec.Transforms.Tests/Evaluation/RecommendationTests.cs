using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

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
    public void Evaluate_ColdRowsWithoutAScore_WarnsOfTheirNumberAndReadsOnce()
    {
        var model = TestModels.Prediction(TestModels.Default with { ColdStart = ColdStart.NaN });
        var ratings = new CountingView(SmallRatings.LoadKeyed(_mlContext, SmallRatings.HeldOut));
        var scored = model.Transform(ratings);
        var scores = scored.GetColumn<float>("Score").ToArray();
        var (passes, log) = (ratings.Passes, new LogLines(_mlContext));

        var metrics = _mlContext.Recommendation().Evaluate(scored);

        Assert.AreEqual(passes + 1, ratings.Passes);
        Assert.AreEqual(_mlContext.Regression.Evaluate(scored).RootMeanSquaredError, metrics.RootMeanSquaredError);
        Assert.AreSequenceEqual(
            [$"{scores.Count(float.IsNaN)} of {scores.Length} rows have no score and do not count: their 'Score' is NaN."], log.Warnings);
    }

    [TestMethod]
    public void Evaluate_ThousandsOfRowsWithoutAScoreOrARating_WarnsOfBoth()
    {
        var log = new LogLines(_mlContext);
        _mlContext.Recommendation().Evaluate(Scored(20_000, i => i < 1_234 ? float.NaN : 3, i => i is < 3 or >= 19_998 ? float.NaN : 4));
        Assert.AreSequenceEqual(
            [
                "1,231 of 20,000 rows have no score and do not count: their 'Score' is NaN.",
                "5 of 20,000 rows have no rating and do not count: their 'Label' is NaN.",
            ],
            log.Warnings);
    }

    [TestMethod]
    public void Evaluate_EveryRowScored_WarnsOfNothing()
    {
        var log = new LogLines(_mlContext);
        _mlContext.Recommendation().Evaluate(Scored(5, i => i, i => i));
        Assert.IsEmpty(log.Warnings);
    }

    [TestMethod]
    [DataRow(0, 3f, 3f, "There is no row to evaluate", "'Label'", "'Score'")]
    [DataRow(1_200, float.NaN, 3f, "None of the 1,200 rated rows has a score", "every 'Score' is NaN", "ColdStart.Mean")]
    [DataRow(7, 3f, float.NaN, "None of the 7 rows has a rating", "every 'Label' is NaN", "Check the column of ratings")]
    public void Evaluate_NothingToEvaluate_IsAnErrorWithTheRemedy(int rows, float score, float label, params string[] says)
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => _mlContext.Recommendation().Evaluate(Scored(rows, _ => score, _ => label)));
        foreach (var part in says)
            Assert.Contains(part, error.Message);
    }

    [TestMethod]
    public void CrossValidate_FoldsWithRowsWithoutAScore_WarnsOfEach()
    {
        var log = new LogLines(_mlContext);
        var estimator = new MeanEstimator(_mlContext, user => user == SmallRatings.UserId(3));
        var folds = _mlContext.Recommendation().CrossValidate(
            SmallRatings.Load(_mlContext, SmallRatings.All), estimator, numberOfFolds: 3, seed: 1);

        var expected = folds.Select(fold =>
        {
            var scores = fold.ScoredHoldOutSet.GetColumn<float>("Score").ToArray();
            return $"Fold {fold.Fold}: {scores.Count(float.IsNaN)} of {scores.Length} rows have no score and do not count: "
                + "their 'Score' is NaN.";
        });
        Assert.AreSequenceEqual(expected, log.Warnings);
    }

    [TestMethod]
    public void CrossValidate_ModelThatScoresNothing_NamesTheFold()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => _mlContext.Recommendation().CrossValidate(
            SmallRatings.Load(_mlContext, SmallRatings.All), new MeanEstimator(_mlContext, _ => true), numberOfFolds: 3, seed: 1));
        Assert.StartsWith("Fold 0: None of the ", error.Message);
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

    private IDataView Scored(int count, Func<int, float> score, Func<int, float> label) => _mlContext.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new ScoredRow { Score = score(i), Label = label(i) }).ToArray());

    private sealed class ScoredRow
    {
        public float Score { get; set; }

        public float Label { get; set; }
    }

    /// <summary>Scores every row with 3, and with NaN the rows of users that it does not know.</summary>
    private sealed class MeanEstimator(MLContext mlContext, Func<string, bool> isUnknown) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => Mapping.Fit(input);

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Mapping.GetOutputSchema(inputSchema);

        private CustomMappingEstimator<SmallRating, ScoreOnly> Mapping => mlContext.Transforms.CustomMapping<SmallRating, ScoreOnly>(
            (rating, scored) => scored.Score = isUnknown(rating.UserId) ? float.NaN : 3, contractName: null);
    }

    private sealed class ScoreOnly
    {
        public float Score { get; set; }
    }
}
