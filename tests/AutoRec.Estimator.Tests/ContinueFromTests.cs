using AutoRec.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Trainings that continue from an earlier model.</summary>
[TestClass]
public sealed class ContinueFromTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public static IEnumerable<object[]> Networks =>
        from engine in new[] { TrainingEngine.Sparse, TrainingEngine.Torch }
        from variant in Enum.GetValues<AutoRecVariant>()
        select new object[] { engine, variant };

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Fit_NewUsersAndItems_ScoresAndRecommendsThem(TrainingEngine engine, AutoRecVariant variant)
    {
        var all = TrainingData.Generate();
        var options = Options(engine, variant);
        var previous = Fit(Trainer(options), all.Where(one => one.UserId <= 50 && one.ItemId <= 35));
        var next = Fit(Continue(options, previous), all);
        var scores = TrainingData.Scores(next.Transform(View(all)));
        Assert.IsTrue(Array.TrueForAll(scores, float.IsFinite));
        var user = all.Where(one => one.UserId > 50).GroupBy(one => one.UserId).MinBy(group => group.Count())!.Key;
        var recommender = _mlContext.Model.CreateRecommender<int, int>(next, View(all).Schema);
        Assert.HasCount(3, recommender.Recommend(user, 3));
        Assert.Contains(all.Max(one => one.ItemId), recommender.Items);
        var bias = all.Average(one => one.Label);
        Assert.IsLessThan(Rmse(all, _ => bias), Rmse(all, scores), "The training ratings are predicted worse than by their mean.");
    }

    /// <summary>With a rate of nearly 0 the model stays as it was, if users and items are matched by their ids.</summary>
    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Fit_OtherKeyOrder_FindsUsersAndItemsByTheirIds(TrainingEngine engine, AutoRecVariant variant) =>
        AssertStays(Options(engine, variant));

    [TestMethod]
    public void Fit_DeepNetworkWithBoundedDecoder_TakesAllItsWeights()
    {
        var options = Options();
        (options.HiddenLayers, options.DecoderActivation) = ([8, 5], Activation.Sigmoid);
        AssertStays(options);
    }

    [TestMethod]
    public void Fit_OtherKindsOfNetworks_TakesAllTheirWeights()
    {
        var rounded = Options();
        rounded.RoundWeights = true;
        AssertStays(rounded);
        var apart = Options();
        (apart.SharedDecoder, apart.Optimizer) = (false, AutoRecOptimizer.Sgd);
        AssertStays(apart);
        var plain = Options();
        (plain.Baseline, plain.InputNormalization) = (BaselineKind.None, InputNormalization.None);
        AssertStays(plain);
    }

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Fit_Features_TakesTheirWeights(TrainingEngine engine, AutoRecVariant variant)
    {
        var options = Options(engine, variant);
        (options.MatrixRowFeaturesColumnName, options.MatrixColumnFeaturesColumnName) = ("ItemFeatures", "UserFeatures");
        AssertStays(options);
    }

    [TestMethod]
    public void Fit_FewRatings_KeepsTheNetworksShare()
    {
        var options = Options();
        options.Epochs = 30;
        var sparse = TrainingData.Generate(60, 40, 400);
        var previous = Fit(Trainer(options), sparse);
        Assert.IsLessThan(1, previous.LastTransformer.Model.Share);
        options.Epochs = null;
        var next = Fit(Continue(options, previous), sparse);
        Assert.AreEqual(previous.LastTransformer.Model.Share, next.LastTransformer.Model.Share);
    }

    [TestMethod]
    public void Fit_LoadedModel_GivesTheSameWeightsToTheBit()
    {
        var (ratings, options) = (TrainingData.Generate(), Options());
        var previous = Fit(Trainer(options), ratings.Take(850));
        using var file = new MemoryStream();
        _mlContext.Model.Save(previous, View(ratings).Schema, file);
        file.Position = 0;
        var loaded = _mlContext.Model.Load(file, out var schema);
        var expected = Fit(Continue(options, previous), ratings);
        var actual = Fit(Trainer(options).ContinueFrom(loaded, schema), ratings);
        Assert.AreSequenceEqual(
            TrainingData.Weights(expected.LastTransformer.Model), TrainingData.Weights(actual.LastTransformer.Model));
    }

    [TestMethod]
    public void Fit_SameSeedAndAnyThreads_GivesTheSameWeightsToTheBit()
    {
        var (ratings, options) = (TrainingData.Generate(), Options());
        options.HiddenLayers = [64];
        var previous = Fit(Trainer(options), ratings.Take(850));
        var one = Fit(Continue(options, previous), ratings);
        options.NumberOfThreads = 2;
        var two = Fit(Continue(options, previous), ratings);
        Assert.AreSequenceEqual(TrainingData.Weights(one.LastTransformer.Model), TrainingData.Weights(two.LastTransformer.Model));
        Assert.AreSequenceEqual(
            Recommendation(one.LastTransformer).Choice.Factors, Recommendation(two.LastTransformer).Choice.Factors);
    }

    [TestMethod]
    public void Fit_DefaultEpochs_TakesASixthAndSaysSoOnTheCard()
    {
        var (ratings, options) = (TrainingData.Generate(), Options());
        (options.Epochs, options.LearningRate) = (null, null);
        var previous = Fit(Trainer(options), ratings.Take(850)).LastTransformer;
        var next = Fit(Trainer(options).ContinueFrom(previous, Mapped(ratings.Take(850)).Schema), ratings).LastTransformer;
        Assert.AreEqual(previous.Card!.Epochs / 6, next.Card!.Epochs);
        Assert.Contains(("ContinueFrom", previous.Card.ToString()), next.Card.Options);
    }

    [TestMethod]
    public void Fit_SameLevels_KeepsIntervalsAndLevelsAndCountsAnew()
    {
        var (ratings, options) = (TrainingData.Generate(), Options());
        var previous = Recommendation(Fit(Trainer(options), ratings.Take(850)).LastTransformer);
        var next = Recommendation(Fit(Continue(options, Fit(Trainer(options), ratings.Take(850))), ratings).LastTransformer);
        Assert.AreEqual(previous.Noise, next.Noise);
        Assert.AreSequenceEqual(previous.Levels!.Regression.Weights, next.Levels!.Regression.Weights);
        Assert.AreEqual(next.History!.Count, next.Levels.UserCounts.Sum());
        Assert.AreEqual(next.History.Count, next.Choice.Counts.Sum());
    }

    [TestMethod]
    public void Fit_NewLowestRating_KeepsTheScoresAndFitsIntervalsAndLevelsAnew()
    {
        var (ratings, options) = (TrainingData.Generate(), Options());
        options.Epochs = 20;
        var previous = Fit(Trainer(options), ratings);
        TrainingData.Rating[] wider =
        [
            .. ratings.Select(one => new TrainingData.Rating
            {
                UserId = one.UserId, ItemId = one.ItemId, Label = one.Label == 1 && one.UserId % 2 == 0 ? 0.5f : one.Label,
            }),
        ];
        (options.Epochs, options.LearningRate) = (1, 1e-8);
        var next = Fit(Continue(options, previous), wider);
        var (before, after) = (TrainingData.Scores(previous.Transform(View(ratings))), TrainingData.Scores(next.Transform(View(ratings))));
        Assert.IsLessThan(0.1, before.Zip(after, (first, second) => Math.Abs(first - second)).Average());
        Assert.AreSequenceEqual([0.5f, 1, 2, 3, 4, 5], Recommendation(next.LastTransformer).Levels!.Levels.Values);
        Assert.AreNotEqual(Recommendation(previous.LastTransformer).Noise, Recommendation(next.LastTransformer).Noise);
    }

    [TestMethod]
    public void Fit_WeightsAndValidation_WorkAsInAFullTraining()
    {
        var ratings = TrainingData.Generate();
        var options = Options();
        var previous = Fit(Trainer(options), ratings.Take(600));
        var keys = TrainingData.Keys(_mlContext).Fit(View(ratings));
        IDataView Weighted(IEnumerable<TrainingData.Rating> part) => _mlContext.Transforms
            .CopyColumns("Weight", nameof(TrainingData.Rating.Label)).Fit(View(part)).Transform(keys.Transform(View(part)));
        options.ExampleWeightColumnName = "Weight";
        var trainer = Trainer(options).ContinueFrom(previous, View(ratings).Schema);
        var next = trainer.Fit(Weighted(ratings.Take(800)), Weighted(ratings.Skip(800)));
        Assert.AreEqual(100, next.Card!.ValidationCount!.Value, 10);
        Assert.AreNotSequenceEqual(
            TrainingData.Weights(Continue(Options(), previous).Fit(keys.Transform(View(ratings.Take(800)))).Model),
            TrainingData.Weights(next.Model));
    }

    [TestMethod]
    public void Fit_Canceled_Throws()
    {
        var (ratings, options) = (TrainingData.Generate(), Options());
        var previous = Fit(Trainer(options), ratings);
        using var source = new CancellationTokenSource();
        var epochs = new List<int>();
        options.CancellationToken = source.Token;
        options.Progress = progress =>
        {
            epochs.Add(progress.Epoch);
            source.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => Fit(Continue(options, previous), ratings));
        Assert.AreSequenceEqual([1], epochs);
    }

    [TestMethod]
    public void Fit_NewRatingsOnly_WarnsThatTheOthersAreForgotten()
    {
        var ratings = TrainingData.Generate();
        var previous = Fit(Trainer(Options()), ratings);
        var log = new LogLines(_mlContext);
        Fit(Continue(Options(), previous), ratings.Take(100));
        Assert.Contains("those that are left out are forgotten", log.Warnings.Single(line => line.Contains("Pass all ratings")));
    }

    [TestMethod]
    public void ContinueFrom_OtherNetwork_NamesTheDifference()
    {
        var previous = Fit(Trainer(Options()), TrainingData.Generate());
        AssertRefused("HiddenLayers was [8] in the training of the earlier model, and is [9] now", options => options.HiddenLayers = [9]);
        AssertRefused("HiddenLayers was [8] in", options => options.HiddenLayers = [8, 4]);
        AssertRefused("Variant was ItemBased in", options => options.Variant = AutoRecVariant.UserBased);
        AssertRefused("EncoderActivation was Sigmoid in", options => options.EncoderActivation = Activation.Tanh);
        AssertRefused("DecoderActivation was Identity in", options => options.DecoderActivation = Activation.Sigmoid);
        AssertRefused("Baseline was Biases in", options => options.Baseline = BaselineKind.GlobalMean);
        AssertRefused("InputNormalization was RatingCount in", options => options.InputNormalization = InputNormalization.None);
        AssertRefused("MatrixRowFeaturesColumnName was not set in", options => options.MatrixRowFeaturesColumnName = "ItemFeatures");
        AssertRefused("MatrixColumnFeaturesColumnName was not set in", options => options.MatrixColumnFeaturesColumnName = "UserFeatures");
        AssertRefused("ValidationFraction is 0.1", options => options.ValidationFraction = 0.1);

        void AssertRefused(string expected, Action<AutoRecTrainer.Options> change)
        {
            var options = Options();
            change(options);
            Assert.Contains(expected, Assert.ThrowsExactly<ArgumentException>(() => Continue(options, previous)).Message);
        }
    }

    [TestMethod]
    public void ContinueFrom_OtherKindsOfModels_AreRefused()
    {
        var ratings = Mapped(TrainingData.Generate());
        var trainers = _mlContext.Recommendation().Trainers;
        var blend = trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            Members = [Options(), Options()],
        }).Fit(ratings);
        AssertRefused("is a blend", blend);
        AssertRefused("is a one-class model", trainers.AutoRecOneClass(user: "user", item: "item").Fit(ratings));
        var unmapped = View(TrainingData.Generate());
        AssertRefused("has 0 transformers", TrainingData.Keys(_mlContext).Fit(unmapped), unmapped);

        void AssertRefused(string expected, ITransformer model, IDataView? input = null) => Assert.Contains(
            expected,
            Assert.ThrowsExactly<ArgumentException>(() => Trainer(Options()).ContinueFrom(model, (input ?? ratings).Schema)).Message);
    }

    [TestMethod]
    public void Fit_IdsThatCannotBeMatched_AreRefused()
    {
        var ratings = TrainingData.Generate();
        var previous = Fit(Trainer(Options()), ratings);
        TrainingData.Rating[] others = [.. ratings.Select(one =>
            new TrainingData.Rating { UserId = one.UserId + 1000, ItemId = one.ItemId, Label = one.Label })];
        AssertRefused("None of the 60 users in 'user' is among the 60 users of the earlier model", Mapped(others));

        var texts = _mlContext.Transforms.Conversion.ConvertType("UserId", outputKind: DataKind.String)
            .Append(TrainingData.Keys(_mlContext)).Fit(View(ratings)).Transform(View(ratings));
        AssertRefused("The user ids in 'user' are String, and those of the earlier model are Int32", texts);

        var hashes = _mlContext.Transforms.Conversion.Hash("user", "UserId", numberOfBits: 10)
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("item", "ItemId"));
        var hashed = hashes.Fit(View(ratings)).Transform(View(ratings));
        AssertRefused("has no key values, and that of the earlier model has some", hashed);

        var earlier = Trainer(Options()).Fit(hashed);
        var wider = _mlContext.Transforms.Conversion.Hash("user", "UserId", numberOfBits: 11)
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("item", "ItemId")).Fit(View(ratings)).Transform(View(ratings));
        var trainer = Trainer(Options()).ContinueFrom(earlier, hashed.Schema);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(wider));
        Assert.Contains("has 2048 keys without values, and that of the earlier model has 1024", error.Message);
        Assert.HasCount(900, TrainingData.Scores(trainer.Fit(hashed).Transform(hashed)));

        void AssertRefused(string expected, IDataView view) => Assert.Contains(
            expected, Assert.ThrowsExactly<InvalidOperationException>(() => Continue(Options(), previous).Fit(view)).Message);
    }

    [TestMethod]
    public void Fit_OtherFeatureSlots_AreRefused()
    {
        var options = Options();
        options.MatrixRowFeaturesColumnName = "ItemFeatures";
        var ratings = TrainingData.Generate();
        var previous = Fit(Trainer(options), ratings);
        var keyed = Mapped(ratings);
        var wider = _mlContext.Transforms.Concatenate("ItemFeatures", "ItemFeatures", "UserFeatures").Fit(keyed).Transform(keyed);
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Continue(options, previous).Fit(wider));
        Assert.Contains("has 4 slots; the model was trained with 2", error.Message);
    }

    [TestMethod]
    [RequiresMovieLens]
    public void Fit_MovieLens100K_EndsCloseToAFullTraining()
    {
        var (train, _) = _mlContext.Data.LoadMovieLensFold(RequiresMovieLensAttribute.DataPath("ml-100k"), "u1");
        var split = _mlContext.Data.TrainTestSplit(train, testFraction: 0.1, seed: 1);
        var first = _mlContext.Data.TrainTestSplit(split.TrainSet, testFraction: 0.1, seed: 2).TrainSet;
        var keys = _mlContext.Transforms.Conversion.MapValueToKey("user", "UserId")
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("item", "ItemId"));
        var trainer = _mlContext.Recommendation().Trainers.AutoRec(seed: 1);
        var previous = keys.Append(trainer).Fit(first);
        var full = keys.Append(trainer).Fit(split.TrainSet);
        var next = keys.Append(trainer.ContinueFrom(previous, first.Schema)).Fit(split.TrainSet);
        double Rmse(ITransformer model) => _mlContext.Recommendation().Evaluate(model.Transform(split.TestSet)).RootMeanSquaredError;
        var (before, expected, actual) = (Rmse(previous), Rmse(full), Rmse(next));
        Assert.IsLessThan(expected + 0.003, actual, $"earlier {before:F4}, full {expected:F4}, continued {actual:F4}");
        Assert.IsLessThan(before - 0.002, actual, $"earlier {before:F4}, full {expected:F4}, continued {actual:F4}");
        Assert.AreEqual(full.LastTransformer.Card!.Epochs / 6, next.LastTransformer.Card!.Epochs);
    }

    private static AutoRecTrainer.Options Options(
        TrainingEngine engine = TrainingEngine.Sparse, AutoRecVariant variant = AutoRecVariant.ItemBased)
    {
        var options = TrainingData.Small();
        (options.Engine, options.Variant) = (engine, variant);
        return options;
    }

    private static double Rmse(TrainingData.Rating[] ratings, float[] scores) =>
        Math.Sqrt(ratings.Zip(scores, (one, score) => Math.Pow(one.Label - score, 2)).Average());

    private static double Rmse(TrainingData.Rating[] ratings, Func<TrainingData.Rating, float> predict) =>
        Rmse(ratings, Array.ConvertAll(ratings, one => predict(one)));

    private static Recommending.RecommendationModel Recommendation(Scoring.IRecommendingTransformer transformer) =>
        transformer.Recommendation!;

    private AutoRecTrainer Trainer(AutoRecTrainer.Options options) => _mlContext.Recommendation().Trainers.AutoRec(options);

    private AutoRecTrainer Continue(AutoRecTrainer.Options options, ITransformer previous) =>
        Trainer(options).ContinueFrom(previous, View([]).Schema);

    /// <summary>Ratings whose features are numbers of the user and of the item.</summary>
    private IDataView View(IEnumerable<TrainingData.Rating> ratings)
    {
        var featured = ratings.Select(one => new Featured
        {
            UserId = one.UserId,
            ItemId = one.ItemId,
            Label = one.Label,
            ItemFeatures = [one.ItemId % 3 == 0 ? 1 : 0, one.ItemId % 7],
            UserFeatures = [one.UserId % 4 == 0 ? 1 : 0, one.UserId % 5],
        });
        return _mlContext.Data.LoadFromEnumerable(featured.ToArray());
    }

    private IDataView Mapped(IEnumerable<TrainingData.Rating> ratings)
    {
        var view = View(ratings);
        return TrainingData.Keys(_mlContext).Fit(view).Transform(view);
    }

    private TransformerChain<AutoRecPredictionTransformer<AutoRecModelParameters>> Fit(
        AutoRecTrainer trainer, IEnumerable<TrainingData.Rating> ratings)
    {
        var view = View(ratings);
        return TrainingData.Keys(_mlContext).Append(trainer).Fit(view);
    }

    private void AssertStays(AutoRecTrainer.Options options)
    {
        var ratings = TrainingData.Generate();
        options.Epochs = 20;
        var previous = Fit(Trainer(options), ratings);
        (options.Epochs, options.LearningRate) = (1, 1e-8);
        var next = Fit(Continue(options, previous), ratings.Reverse());
        var (before, after) = (TrainingData.Scores(previous.Transform(View(ratings))), TrainingData.Scores(next.Transform(View(ratings))));
        var tolerance = options.RoundWeights ? 0.01 : 1e-3;
        for (var i = 0; i < before.Length; i++)
            Assert.AreEqual(before[i], after[i], tolerance, $"rating {i}");

        // Another order of the keys: the scores that the earlier model has for the new keys are those of others.
        var (earlier, model) = (previous.LastTransformer.Model, next.LastTransformer.Model);
        var mistaken = from item in Enumerable.Range(0, 40)
                       from user in Enumerable.Range(0, 60)
                       select Math.Abs(earlier.Score(item, user) - model.Score(item, user));
        Assert.IsGreaterThan(0.1f, mistaken.Average());
    }

    private sealed class Featured
    {
        public int UserId { get; set; }

        public int ItemId { get; set; }

        public float Label { get; set; }

        [VectorType(2)]
        public float[] ItemFeatures { get; set; } = [];

        [VectorType(2)]
        public float[] UserFeatures { get; set; } = [];
    }
}
