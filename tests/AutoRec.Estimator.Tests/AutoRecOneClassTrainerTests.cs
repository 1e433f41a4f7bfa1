using AutoRec.Examples;
using AutoRec.Interop;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

[TestClass]
public sealed class AutoRecOneClassTrainerTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Recommend_TwoGroupsOfDisjointTastes_StaysInTheGroup()
    {
        var recommender = Recommender(Fit(TwoGroups()));
        foreach (var user in recommender.Users)
        {
            var own = recommender.RatingsOf(user).Count;
            var list = recommender.Recommend(user, count: 20 - own);
            Assert.IsTrue(list.All(recommendation => recommendation.Item % 2 == user % 2), $"user {user}");
        }

        var newcomer = recommender.Recommend([(4, 1f), (8, 1f)], count: 5);
        Assert.IsTrue(newcomer.All(recommendation => recommendation.Item % 2 == 0));
        Assert.IsTrue(recommender.SimilarItems(4, count: 5).All(similar => similar.Item % 2 == 0));
        Assert.IsTrue(recommender.SimilarUsers(3, count: 5).All(similar => similar.User % 2 == 1));
    }

    [TestMethod]
    public void Evaluate_GeneratedClicks_IsClearlyBetterThanTheMostRatedItems()
    {
        var generated = RatingGenerator.Generate(users: 400, items: 300, ratings: 16000, seed: 5);
        var metrics = Evaluate(Enumerable.Range(0, generated.Count).Select(i => Click(generated.Users[i], generated.Items[i])));
        Assert.IsGreaterThan(
            1.15 * metrics.MostRated!.NormalizedDiscountedCumulativeGain, metrics.NormalizedDiscountedCumulativeGain, metrics.ToString());
        Assert.AreEqual(0, metrics.UsersWithoutRelevantItems);
    }

    [TestMethod]
    [RequiresMovieLens]
    public void Evaluate_MovieLensClicks_IsWithinTheGoldenNdcg()
    {
        var ratings = _mlContext.Data.LoadMovieLens(RequiresMovieLensAttribute.DataPath("ml-100k", "u.data"));
        var metrics = Evaluate(_mlContext.Data.CreateEnumerable<MovieLensRating>(ratings, reuseRowObject: false)
            .Select(rating => Click(rating.UserId, rating.ItemId)));
        Assert.IsGreaterThanOrEqualTo(0.44, metrics.NormalizedDiscountedCumulativeGain);
        Assert.IsLessThan(0.455, metrics.NormalizedDiscountedCumulativeGain, "Too good: test clicks may have leaked into training.");
        Assert.AreEqual(0.222, metrics.MostRated!.NormalizedDiscountedCumulativeGain, 0.002);
    }

    [TestMethod]
    public void Evaluate_Counts_TreatsEveryCountAsRelevant()
    {
        TrainingData.Rating[] counts = [.. TwoGroups().Select((click, n) => new TrainingData.Rating
        {
            UserId = click.UserId,
            ItemId = click.ItemId,
            Label = 0.25f + (n % 40),
        })];
        var metrics = Evaluate(counts);
        Assert.AreEqual(0, metrics.UsersWithoutRelevantItems);
        Assert.IsGreaterThan(metrics.MostRated!.NormalizedDiscountedCumulativeGain, metrics.NormalizedDiscountedCumulativeGain);
    }

    [TestMethod]
    public void Fit_Counts_GivesALargerCountMoreWeight()
    {
        // User 0 played item 0 of the even group often and item 1 of the odd group once.
        TrainingData.Rating[] plays = [.. TwoGroups().Where(click => click.UserId != 0), Play(0, 0, 50), Play(0, 1, 1), Play(2, 2, 50)];
        var recommender = Recommender(Fit(plays));
        Assert.AreEqual(0, recommender.Recommend(0, count: 1)[0].Item % 2);
        var effects = recommender.Explain(0, item: 4).Reasons.ToDictionary(reason => reason.Item, reason => reason.Effect);
        Assert.IsGreaterThan(effects[1], effects[0]);
    }

    [TestMethod]
    public void Fit_RepeatedEvents_CountTogether()
    {
        TrainingData.Rating[] events = [.. TwoGroups(), .. Enumerable.Repeat(Play(0, 0, 1), 7)];
        var counts = events.GroupBy(click => (click.UserId, click.ItemId))
            .Select(group => Play(group.Key.UserId, group.Key.ItemId, group.Sum(click => click.Label))).ToArray();
        Assert.AreEqual(8f, Recommender(Fit(events)).RatingsOf(0).Single(choice => choice.Item == 0).Rating);
        Assert.AreSequenceEqual(Recommender(Fit(counts)).Recommend(3), Recommender(Fit(events)).Recommend(3));
    }

    [TestMethod]
    public void CreateRecommenderFromRatings_RepeatedEvents_CountTogether()
    {
        var events = _mlContext.Data.LoadFromEnumerable([Play(0, 0, 1), Play(0, 2, 1), Play(0, 0, 1)]);
        var recommender = _mlContext.Model.CreateRecommenderFromRatings<int, int>(Fit(TwoGroups()), events);
        Assert.AreEqual(2f, recommender.RatingsOf(0).Single(choice => choice.Item == 0).Rating);
    }

    [TestMethod]
    public void Explain_EveryItem_SumsToTheScore()
    {
        var recommender = Recommender(Fit(TrainingData.Generate()));
        foreach (var item in recommender.Items)
        {
            var explanation = recommender.Explain(3, item);
            Assert.AreEqual(recommender.Predict(3, item).Rating, explanation.Score, 1e-6);
            Assert.AreEqual(explanation.Score, explanation.Base + explanation.Reasons.Sum(reason => reason.Effect), 1e-9);
            Assert.AreEqual(0, explanation.Base);
        }
    }

    [TestMethod]
    public void Fit_InAChain_SavesLoadsAndRecommendsTheSame()
    {
        var clicks = _mlContext.Data.LoadFromEnumerable(TwoGroups());
        var model = TrainingData.Keys(_mlContext).Append(Trainer()).Fit(clicks);
        using var file = new MemoryStream();
        _mlContext.Model.Save(model, clicks.Schema, file);
        file.Position = 0;
        var again = new MLContext().Model.Load(file, out var schema);
        Assert.AreSequenceEqual(TrainingData.Scores(model.Transform(clicks)), TrainingData.Scores(again.Transform(clicks)));

        var (before, after) = (Recommender(model), new MLContext().Model.CreateRecommender<int, int>(again, schema));
        foreach (var user in before.Users)
            Assert.AreSequenceEqual(before.Recommend(user), after.Recommend(user));
    }

    [TestMethod]
    public void PredictionEngine_KnownAndUnknownUsers_ScoresThem()
    {
        var model = Fit(TwoGroups());
        using var engine = _mlContext.Model.CreatePredictionEngine<TrainingData.Rating, ClickScore>(
            model, new PredictionEngineOptions { OwnsTransformer = false });
        var recommender = Recommender(model);
        Assert.AreEqual(recommender.Predict(2, item: 4).Rating, engine.Predict(Play(2, 4, 1)).Score);
        Assert.IsGreaterThan(engine.Predict(Play(2, 5, 1)).Score, engine.Predict(Play(2, 4, 1)).Score);
        Assert.AreEqual(recommender.Predict([], item: 4).Rating, engine.Predict(Play(999, 4, 1)).Score);
        Assert.AreEqual(0, engine.Predict(Play(2, 999, 1)).Score);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Fit_SameSeed_GivesTheSameScoresToTheBit(int threads)
    {
        var clicks = TrainingData.Mapped(_mlContext, TwoGroups());
        var (first, second) = (Trainer().Fit(clicks), Trainer(o => o.NumberOfThreads = threads).Fit(clicks));
        Assert.AreSequenceEqual(TrainingData.Scores(first.Transform(clicks)), TrainingData.Scores(second.Transform(clicks)));
    }

    [TestMethod]
    public void Fit_LabelsOfZeroOrLess_AreNoChoices()
    {
        List<string> log = [];
        _mlContext.Log += (_, line) => log.Add(line.RawMessage);
        TrainingData.Rating[] clicks = [.. TwoGroups()];
        var with = Recommender(Fit([.. clicks, Play(0, 1, 0), Play(0, 3, -1)]));
        Assert.HasCount(1, log.Where(line => line == "Left out 2 rows whose 'Label' is 0 or less: they are no choices."));
        Assert.AreSequenceEqual(Recommender(Fit(clicks)).Recommend(0), with.Recommend(0));
        Assert.IsTrue(with.RatingsOf(0).All(choice => choice.Rating > 0));
    }

    [TestMethod]
    public void Fit_NoLabelAboveZero_SaysSo()
    {
        var none = TrainingData.Mapped(_mlContext, [Play(1, 1, 0), Play(2, 2, 0)]);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Trainer().Fit(none));
        Assert.StartsWith("None of the 2 labels in 'Label' is above 0", error.Message);
    }

    [TestMethod]
    public void Fit_WithoutKeptRatings_RecommendsFromGivenOnes()
    {
        var clicks = _mlContext.Data.LoadFromEnumerable(TwoGroups());
        var model = TrainingData.Keys(_mlContext).Append(Trainer(o => o.KeepRatings = false)).Fit(clicks);
        Assert.ThrowsExactly<InvalidOperationException>(() => Recommender(model));
        var recommender = _mlContext.Model.CreateRecommenderFromRatings<int, int>(model, clicks);
        Assert.AreSequenceEqual(Recommender(Fit(TwoGroups())).Recommend(5), recommender.Recommend(5));
    }

    [TestMethod]
    public void Fit_Canceled_EndsWithAnException()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var clicks = TrainingData.Mapped(_mlContext, TwoGroups());
        Assert.Throws<OperationCanceledException>(() => Trainer(o => o.CancellationToken = source.Token).Fit(clicks));
    }

    [TestMethod]
    public void GetOutputSchema_OfKeyedClicks_AppendsTheScore()
    {
        var clicks = TrainingData.Mapped(_mlContext, TwoGroups());
        var shape = Trainer().GetOutputSchema(MLNetBorder.ShapeOf(clicks.Schema));
        var score = Trainer().Fit(clicks).Transform(clicks).Schema["Score"];
        Assert.AreEqual(score.Type, shape.Single(column => column.Name == "Score").ItemType);
    }

    [TestMethod]
    public void Create_OptionOutOfRange_SaysWhichAndWhatIsExpected()
    {
        AssertRefused(o => o.NumberOfThreads = 0, "The option NumberOfThreads is 0");
        AssertRefused(o => o.MatrixRowIndexColumnName = "user", "expected a column other");
        AssertRefused(o => o.LabelColumnName = "", "The option LabelColumnName is empty");

        void AssertRefused(Action<AutoRecOneClassTrainer.Options> set, string says)
        {
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Trainer(set), says);
            Assert.Contains(says, error.Message);
        }
    }

    private sealed class ClickScore
    {
        public float Score { get; set; }
    }

    /// <summary>Trains on four fifths of the clicks and measures the lists on the rest.</summary>
    private RecommendationMetrics Evaluate(IEnumerable<TrainingData.Rating> clicks)
    {
        var split = _mlContext.Data.TrainTestSplit(_mlContext.Data.LoadFromEnumerable(clicks.ToArray()), testFraction: 0.2, seed: 1);
        var model = TrainingData.Keys(_mlContext).Append(Trainer()).Fit(split.TrainSet);
        return _mlContext.Ranking.EvaluateRecommendations(model, split.TestSet);
    }

    private TransformerChain<AutoRecPredictionTransformer<OneClassModelParameters>> Fit(IEnumerable<TrainingData.Rating> clicks) =>
        TrainingData.Keys(_mlContext).Append(Trainer()).Fit(_mlContext.Data.LoadFromEnumerable(clicks.ToArray()));

    private Recommender<int, int> Recommender(ITransformer model) =>
        _mlContext.Model.CreateRecommender<int, int>(model, _mlContext.Data.LoadFromEnumerable(TwoGroups()).Schema);

    private AutoRecOneClassTrainer Trainer(Action<AutoRecOneClassTrainer.Options>? set = null)
    {
        var options = new AutoRecOneClassTrainer.Options
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            NumberOfThreads = 1,
            Seed = 1,
        };
        set?.Invoke(options);
        return _mlContext.Recommendation().Trainers.AutoRecOneClass(options);
    }

    /// <summary>Even users click on some of 20 even items, and odd users on some of 20 odd items.</summary>
    private static IEnumerable<TrainingData.Rating> TwoGroups()
    {
        var random = new Random(7);
        return
        [
            .. from user in Enumerable.Range(0, 60)
               from item in Enumerable.Range(0, 40)
               where user % 2 == item % 2 && random.NextDouble() < 0.5
               select Click(user, item),
        ];
    }

    private static TrainingData.Rating Click(int user, int item) => Play(user, item, 1);

    private static TrainingData.Rating Play(int user, int item, float count) => new() { UserId = user, ItemId = item, Label = count };
}
