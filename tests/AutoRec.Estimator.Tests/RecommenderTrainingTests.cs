using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Recommenders of trained pipelines.</summary>
[TestClass]
public sealed class RecommenderTrainingTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public static IEnumerable<AutoRecVariant> Variants => Enum.GetValues<AutoRecVariant>();

    private IDataView Ratings => _mlContext.Data.LoadFromEnumerable(TrainingData.Generate());

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Fit_AnyNumberOfThreads_GivesTheSameRecommendations(AutoRecVariant variant)
    {
        var expected = Lists(Fit(variant, o => o.NumberOfThreads = 1));
        Assert.AreSequenceEqual(expected, Lists(Fit(variant, o => o.NumberOfThreads = 4)));
        Assert.AreNotSequenceEqual(expected, Lists(Fit(variant, o => o.Seed = 2)));
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Predict_KnownUser_EqualsTheScoreColumn(AutoRecVariant variant)
    {
        var model = Fit(variant);
        var recommender = _mlContext.Model.CreateRecommender<int, int>(model, Ratings.Schema);
        Assert.AreSequenceEqual(
            TrainingData.Scores(model.Transform(Ratings)),
            TrainingData.Generate().Select(rating => recommender.Predict(rating.UserId, rating.ItemId).Rating));
    }

    [TestMethod]
    public void FoldIn_TrainingRatingsOfAColumn_ScoresCloseToTheTrainedColumn()
    {
        var model = Fit(AutoRecVariant.ItemBased, o => (o.Epochs, o.HiddenLayers) = (150, [16]));
        var recommender = _mlContext.Model.CreateRecommender<int, int>(model, Ratings.Schema);
        var differences = (
            from user in recommender.Users
            let ratings = recommender.RatingsOf(user)
            from item in recommender.Items.Take(10)
            select recommender.Predict(ratings, item).Rating - recommender.Predict(user, item).Rating).ToArray();
        Assert.IsLessThan(0.2, Math.Sqrt(differences.Average(difference => difference * difference)));
        Assert.AreNotEqual(0, differences.Max(), "A fold-in of a column is not the trained column.");
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Fit_StoppedEarlyWithoutARefit_RecommendsAlsoWhereTheModelHasNotSeenAll(AutoRecVariant variant)
    {
        // Half of so few ratings leaves items and users without any for the rating model; the history has them.
        var ratings = TrainingData.Generate(ratings: 120);
        var view = _mlContext.Data.LoadFromEnumerable(ratings);
        var model = Fit(variant, o => (o.ValidationFraction, o.RefitOnAllRatings) = (0.5, false), view);
        var recommender = _mlContext.Model.CreateRecommender<int, int>(model, view.Schema);
        var rating = recommender.Model.Ratings;
        Assert.IsFalse(Enumerable.Range(0, rating.ItemCount).All(rating.HasItem));
        Assert.IsFalse(Enumerable.Range(0, rating.UserCount).All(rating.HasUser));
        foreach (var user in recommender.Users)
        {
            var rated = recommender.RatingsOf(user).Select(one => one.Item).ToArray();
            var list = recommender.Recommend(user, 1000);
            Assert.HasCount(recommender.Items.Count - rated.Length, list);
            Assert.IsEmpty(list.Select(one => one.Item).Intersect(rated));
            Assert.IsTrue(recommender.Items.All(item => double.IsFinite(recommender.Explain(user, item).Score)));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Fit_WithoutKeepingRatings_RecommendsFromGivenOnes(AutoRecVariant variant)
    {
        var model = Fit(variant, o => o.KeepRatings = false);
        Assert.ThrowsExactly<InvalidOperationException>(() => _mlContext.Model.CreateRecommender<int, int>(model, Ratings.Schema));
        var given = _mlContext.Model.CreateRecommenderFromRatings<int, int>(model, Ratings);
        var kept = _mlContext.Model.CreateRecommenderFromRatings<int, int>(Fit(variant), Ratings);
        foreach (var user in given.Users)
            Assert.AreSequenceEqual(kept.Recommend(user), given.Recommend(user));
    }

    [TestMethod]
    public void Fit_BlendWithoutKeepingRatings_SaysHowToGiveThem()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => _mlContext.Model.CreateRecommender<int, int>(Blend(keep: false), Ratings.Schema));
        Assert.Contains("KeepRatings = false", error.Message);
        Assert.HasCount(10, _mlContext.Model.CreateRecommender<int, int>(Blend(keep: true), Ratings.Schema).Recommend(1));

        ITransformer Blend(bool keep)
        {
            var trainer = _mlContext.Recommendation().Trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
            {
                MatrixColumnIndexColumnName = "user",
                MatrixRowIndexColumnName = "item",
                Members = [TrainingData.Small(), TrainingData.Small(seed: 2)],
                KeepRatings = keep,
                Seed = 1,
            });
            return TrainingData.Keys(_mlContext).Append(trainer).Fit(Ratings);
        }
    }

    [TestMethod]
    [RequiresMovieLens]
    [DynamicData(nameof(Variants))]
    public void Interval_HeldOutRatingsOfMovieLens_HoldsAboutAsManyAsItSays(AutoRecVariant variant)
    {
        var (train, test) = _mlContext.Data.LoadMovieLensFold(RequiresMovieLensAttribute.DataPath("ml-100k"), "u1");
        var model = Fit(variant, o => (o.HiddenLayers, o.Epochs, o.LearningRate, o.BatchSize) = ([128], 20, null, null), train);
        var recommender = _mlContext.Model.CreateRecommender<int, int>(model, train.Schema);
        var (users, items) = (recommender.Users.ToHashSet(), recommender.Items.ToHashSet());
        var estimates = _mlContext.Data.CreateEnumerable<MovieLensRating>(test, reuseRowObject: false)
            .Where(rating => users.Contains(rating.UserId) && items.Contains(rating.ItemId))
            .Select(rating => (rating.Label, Estimate: recommender.Predict(rating.UserId, rating.ItemId))).ToArray();
        Assert.IsGreaterThan(19_000, estimates.Length);
        foreach (var probability in new[] { 0.5, 0.8, 0.9 })
        {
            var covered = estimates.Count(
                one => one.Estimate.Interval(probability) is var (low, high) && one.Label >= low && one.Label <= high);
            Assert.AreEqual(probability, (double)covered / estimates.Length, 0.04);
        }

        // A larger deviation means larger errors.
        var byDeviation = estimates.OrderBy(one => one.Estimate.Deviation).Chunk(estimates.Length / 5).Take(5)
            .Select(chunk => Math.Sqrt(chunk.Average(one => Math.Pow(one.Label - one.Estimate.Rating, 2)))).ToArray();
        Assert.IsLessThan(byDeviation[4], byDeviation[0] + 0.1);
    }

    private TransformerChain<AutoRecPredictionTransformer<AutoRecModelParameters>> Fit(
        AutoRecVariant variant, Action<AutoRecTrainer.Options>? set = null, IDataView? ratings = null)
    {
        var options = TrainingData.Small();
        options.Variant = variant;
        set?.Invoke(options);
        return TrainingData.Keys(_mlContext).Append(_mlContext.Recommendation().Trainers.AutoRec(options)).Fit(ratings ?? Ratings);
    }

    private string[] Lists(ITransformer model)
    {
        var recommender = _mlContext.Model.CreateRecommender<int, int>(model, Ratings.Schema);
        return [.. recommender.Users.SelectMany(user => recommender.Recommend(user)).Select(one => $"{one} {one.Rating.Interval(0.9)}")];
    }
}
