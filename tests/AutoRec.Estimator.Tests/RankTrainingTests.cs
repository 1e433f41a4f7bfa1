using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>Fits of several ranks, from the ratings of each to the model of rank 0.</summary>
[TestClass]
public sealed class RankTrainingTests
{
    private const int Shards = 4;

    private readonly MLContext _mlContext = new(seed: 1);

    private IDataView All => TrainingData.Mapped(_mlContext, TrainingData.Generate());

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public void Fit_TwoRanks_GivesRankZeroTheModelOfOneRank(AutoRecVariant variant)
    {
        var expected = Fit(1, variant)[0];
        var actual = Fit(2, variant);

        Assert.AreSequenceEqual(TrainingData.Weights(expected.Model), TrainingData.Weights(actual[0].Model));
        Assert.AreEqual(expected.Card!.RatingCount, actual[0].Card!.RatingCount);
        Assert.AreSequenceEqual(TrainingData.Scores(expected.Transform(All)), TrainingData.Scores(actual[0].Transform(All)));
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => actual[1].Transform(All));
        Assert.AreEqual("The model is in rank 0 of 2, and this is rank 1. Use the model if RankGroup.Rank is 0.", error.Message);
    }

    [TestMethod]
    public void Fit_TwoRanks_IsCloseToAFitWithoutRanks()
    {
        var alone = _mlContext.Recommendation().Trainers.AutoRec(TrainingData.Small()).Fit(All);
        var together = Fit(2)[0];
        var difference = TrainingData.Scores(alone.Transform(All)).Zip(TrainingData.Scores(together.Transform(All)))
            .Max(pair => Math.Abs(pair.First - pair.Second));
        Assert.IsLessThan(1e-4f, difference);
    }

    [TestMethod]
    [RequiresMovieLens]
    public void Fit_DefaultsOnU1_ScoreLikeOneProcess()
    {
        var (train, test) = _mlContext.Data.LoadMovieLensFold(RequiresMovieLensAttribute.DataPath("ml-100k"), "u1");
        var keys = TrainingData.Keys(_mlContext).Fit(train);
        var mapped = keys.Transform(train);
        AutoRecTrainer.Options Defaults(RankGroup? ranks) => new()
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            KeepRatings = ranks is null,
            RankGroup = ranks,
            Seed = 1,
        };
        var alone = _mlContext.Recommendation().Trainers.AutoRec(Defaults(null)).Fit(mapped);
        var together = ThreadRanks.Start(2, Shards, ranks =>
            _mlContext.Recommendation().Trainers.AutoRec(Defaults(ranks)).Fit(Part(mapped, ranks)))[0];

        float[] Scores(ITransformer model) => TrainingData.Scores(model.Transform(keys.Transform(test)));
        double[] differences =
            [.. Scores(alone).Zip(Scores(together), (one, other) => (double)Math.Abs(one - other)).Where(double.IsFinite)];
        Assert.IsLessThan(1e-5, differences.Max());
    }

    [TestMethod]
    public void Fit_AllRanksReadAllRatings_CountsThemOnce()
    {
        var whole = ThreadRanks.Start(2, Shards, ranks => Trainer(ranks, AutoRecVariant.ItemBased).Fit(All));
        Assert.AreSequenceEqual(TrainingData.Weights(Fit(1)[0].Model), TrainingData.Weights(whole[0].Model));
    }

    [TestMethod]
    public void Fit_RanksThatDrawTheirSeeds_TakeThatOfRankZero()
    {
        var models = ThreadRanks.Start(2, Shards, ranks =>
        {
            var options = OptionsOf(ranks, AutoRecVariant.ItemBased);
            options.Seed = null;
            var mlContext = new MLContext(seed: 10 + ranks.Rank);
            return mlContext.Recommendation().Trainers.AutoRec(options).Fit(Part(All, ranks));
        });
        var seed = models[0].Card!.Seed;
        var expected = ThreadRanks.Start(1, Shards, ranks =>
        {
            var options = OptionsOf(ranks, AutoRecVariant.ItemBased);
            options.Seed = seed;
            return _mlContext.Recommendation().Trainers.AutoRec(options).Fit(All);
        })[0];
        Assert.AreSequenceEqual(TrainingData.Weights(expected.Model), TrainingData.Weights(models[0].Model));
    }

    [TestMethod]
    public void Fit_WithoutKeptRatings_ScoresButMakesNoLists()
    {
        var model = ThreadRanks.Start(2, Shards, ranks =>
        {
            var options = OptionsOf(ranks, AutoRecVariant.ItemBased);
            options.KeepRatings = false;
            return _mlContext.Recommendation().Trainers.AutoRec(options).Fit(Part(All, ranks));
        })[0];
        Assert.AreSequenceEqual(TrainingData.Scores(Fit(1)[0].Transform(All)), TrainingData.Scores(model.Transform(All)));
        Assert.IsNotNull(model.Card);
        var view = _mlContext.Data.LoadFromEnumerable(TrainingData.Generate());
        var pipeline = TrainingData.Keys(_mlContext).Fit(view).Append(model);
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => _mlContext.Model.CreateRecommender<int, int>(pipeline, view.Schema));
        Assert.Contains("KeepRatings", error.Message);
    }

    [TestMethod]
    public void Fit_RanksWithOtherKeys_IsRefused()
    {
        // Each rank maps the ids of its part alone.
        var errors = Assert.ThrowsExactly<AggregateException>(() => ThreadRanks.Start(2, Shards, ranks =>
        {
            var part = TrainingData.Generate().Where(rating => rating.UserId % 2 == ranks.Rank);
            return Trainer(ranks, AutoRecVariant.ItemBased).Fit(TrainingData.Mapped(_mlContext, part));
        })).InnerExceptions;
        Assert.HasCount(2, errors);
        Assert.Contains("Fit MapValueToKey on the same ids in each rank", errors[0].Message);
    }

    public static IEnumerable<object[]> Disagreements =>
    [
        [(Action<AutoRecTrainer.Options>)(options => options.Epochs = 5), "Epochs is 4 in rank 0 and 5 in rank 1"],
        [(Action<AutoRecTrainer.Options>)(options => options.Lambda = 20), "Lambda is not set in rank 0 and 20 in rank 1"],
        [(Action<AutoRecTrainer.Options>)(options => options.KeepRatings = false), "KeepRatings is True in rank 0 and False in rank 1"],
        [
            (Action<AutoRecTrainer.Options>)(options => options.CheckpointFolder = "checkpoints"),
            "CheckpointFolder is not set in rank 0 and set in rank 1",
        ],
        [
            (Action<AutoRecTrainer.Options>)(options => options.Variant = AutoRecVariant.UserBased),
            "Variant is ItemBased in rank 0 and UserBased in rank 1",
        ],
    ];

    [TestMethod]
    [DynamicData(nameof(Disagreements))]
    public void Fit_AnotherOptionInOneRank_IsRefusedInAll(Action<AutoRecTrainer.Options> change, string says)
    {
        var errors = Assert.ThrowsExactly<AggregateException>(() => ThreadRanks.Start(2, Shards, ranks =>
        {
            var options = OptionsOf(ranks, AutoRecVariant.ItemBased);
            if (ranks.Rank == 1)
                change(options);
            return _mlContext.Recommendation().Trainers.AutoRec(options).Fit(Part(All, ranks));
        })).InnerExceptions;
        Assert.HasCount(2, errors);
        foreach (var error in errors)
            Assert.Contains($"The ranks differ: {says}; expected the same in all ranks.", error.Message);
    }

    [TestMethod]
    public void Fit_ValidationRatingsInOneRank_IsRefusedInAll()
    {
        var errors = Assert.ThrowsExactly<AggregateException>(() => ThreadRanks.Start(2, Shards, ranks =>
        {
            var trainer = Trainer(ranks, AutoRecVariant.ItemBased);
            return ranks.Rank == 0 ? trainer.Fit(Part(All, ranks)) : trainer.Fit(Part(All, ranks), All);
        })).InnerExceptions;
        Assert.HasCount(2, errors.Where(error => error.Message.Contains(
            "validationData is not given in rank 0 and given in rank 1", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_MoreLevelsInAllRanksThanInEach_IsRefusedBeforeTraining()
    {
        var epochs = 0;
        var ratings = TrainingData.Generate();
        for (var i = 0; i < 30; i++)
            ratings[i].Label = 1 + (i / 10f);
        var all = TrainingData.Mapped(_mlContext, ratings);
        var errors = Assert.ThrowsExactly<AggregateException>(() => ThreadRanks.Start(2, Shards, ranks =>
        {
            var options = OptionsOf(ranks, AutoRecVariant.ItemBased);
            (options.ProbabilitiesColumnName, options.Progress) = ("Probabilities", _ => epochs++);
            return _mlContext.Recommendation().Trainers.AutoRec(options).Fit(Part(all, ranks));
        })).InnerExceptions;
        Assert.HasCount(2, errors.Where(error => error.Message.Contains("more than 20 distinct ratings", StringComparison.Ordinal)));
        Assert.AreEqual(0, epochs);
    }

    [TestMethod]
    public void Fit_CanceledInOneRankWhileItReads_CancelsAll()
    {
        var errors = Assert.ThrowsExactly<AggregateException>(() => ThreadRanks.Start(2, Shards, ranks =>
        {
            var options = OptionsOf(ranks, AutoRecVariant.ItemBased);
            options.CancellationToken = new CancellationToken(canceled: ranks.Rank == 1);
            return _mlContext.Recommendation().Trainers.AutoRec(options).Fit(Part(All, ranks));
        })).InnerExceptions;
        Assert.HasCount(2, errors.OfType<OperationCanceledException>());
        Assert.AreEqual("Rank 1 of 2 failed. It was canceled.", errors[0].Message);
    }

    [TestMethod]
    public void Fit_WithAGroupThatWasLeft_IsRefused()
    {
        var trainers = ThreadRanks.Start(2, Shards, ranks => Trainer(ranks, AutoRecVariant.ItemBased));
        Assert.ThrowsExactly<ObjectDisposedException>(() => trainers[0].Fit(All));
    }

    [TestMethod]
    public void Fit_AgainAfterAnotherRankLeft_IsRefusedInsteadOfWaiting()
    {
        var errors = new List<string>();
        _ = Assert.ThrowsExactly<AggregateException>(() => ThreadRanks.Start(2, Shards, ranks =>
        {
            if (ranks.Rank == 1)
                throw new FormatException("The program of this rank ends.");
            for (var fit = 0; fit < 2; fit++)
                errors.Add(Assert.Throws<InvalidOperationException>(() => Trainer(ranks, AutoRecVariant.ItemBased).Fit(All)).Message);
            return 0;
        }));
        Assert.StartsWith("Rank 1 of 2 left the group", errors[0]);
        Assert.StartsWith("A rank left the group.", errors[1]);
    }

    [TestMethod]
    public void Create_OptionsThatRanksCannotTrain_AreRefused()
    {
        _ = ThreadRanks.Start(1, Shards, ranks =>
        {
            AssertRefused("RankGroup", options => options.ExampleWeightColumnName = "Weight");
            AssertRefused("RankGroup", options => options.MatrixRowFeaturesColumnName = "Features");
            AssertRefused("RankGroup", options => options.Engine = TrainingEngine.Torch);
            AssertRefused("RankGroup", options => options.Optimizer = AutoRecOptimizer.LBfgs);
            AssertRefused("KeepRatings", options => (options.KeepRatings, options.ProbabilitiesColumnName) = (false, "Probabilities"));
            return 0;

            void AssertRefused(string name, Action<AutoRecTrainer.Options> set)
            {
                var options = OptionsOf(ranks, AutoRecVariant.ItemBased);
                set(options);
                var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
                    () => _mlContext.Recommendation().Trainers.AutoRec(options));
                Assert.Contains($"The option {name} is", error.Message);
            }
        });
    }

    private AutoRecPredictionTransformer<AutoRecModelParameters>[] Fit(int ranks, AutoRecVariant variant = AutoRecVariant.ItemBased) =>
        ThreadRanks.Start(ranks, Shards, group => Trainer(group, variant).Fit(Part(All, group)));

    private AutoRecTrainer Trainer(RankGroup ranks, AutoRecVariant variant) =>
        _mlContext.Recommendation().Trainers.AutoRec(OptionsOf(ranks, variant));

    private IDataView Part(IDataView ratings, RankGroup ranks) => _mlContext.Data.TakePartOfRank(ratings, ranks, "user");

    private static AutoRecTrainer.Options OptionsOf(RankGroup ranks, AutoRecVariant variant)
    {
        var options = TrainingData.Small();
        (options.RankGroup, options.Variant) = (ranks, variant);
        return options;
    }
}
