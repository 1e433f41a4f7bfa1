using AutoRec.Saving;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

[TestClass]
public sealed class AutoRecBlendTrainerTests
{
    private const int Epochs = 30;

    private readonly MLContext _mlContext = new(seed: 1);

    private IDataView Ratings => TrainingData.Mapped(_mlContext, TrainingData.Generate(users: 150, items: 100, ratings: 4000));

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Fit_SameSeed_GivesTheSameModelToTheBit(int threads)
    {
        var (first, second) = (Trainer().Fit(Ratings).Model, Trainer(o => o.NumberOfThreads = threads).Fit(Ratings).Model);
        Assert.AreSequenceEqual(first.Weights, second.Weights);
        foreach (var (member, again) in first.Members.Zip(second.Members))
            Assert.AreSequenceEqual(TrainingData.Weights(member), TrainingData.Weights(again));
    }

    [TestMethod]
    public void Fit_MembersOfBothVariants_AreTrainedOnAllRatings()
    {
        var model = Trainer().Fit(Ratings).Model;
        Assert.AreSequenceEqual(
            new[] { AutoRecVariant.ItemBased, AutoRecVariant.UserBased }, model.Members.Select(member => member.Variant));
        Assert.IsTrue(model.Weights.All(weight => weight > 0));
        var mean = TrainingData.Generate(users: 150, items: 100, ratings: 4000).Average(rating => rating.Label);
        foreach (var member in model.Members)
            Assert.AreEqual(mean, member.GlobalMean, 1e-5);
    }

    [TestMethod]
    public void Fit_UselessMember_IsLeftOut()
    {
        var model = Trainer(o => o.Members = [Useless(), Member()]).Fit(Ratings).Model;
        Assert.HasCount(1, model.Members);
        Assert.AreEqual(BaselineKind.Biases, model.Members[0].Preparation.Baseline.Kind);
    }

    [TestMethod]
    public void Fit_OnlyUselessMembers_KeepsTheFirst()
    {
        var model = Trainer(o => o.Members = [Useless(), Useless()]).Fit(Ratings).Model;
        Assert.HasCount(1, model.Members);
        Assert.AreSequenceEqual([1f], model.Weights);
        var mean = TrainingData.Generate(users: 150, items: 100, ratings: 4000).Average(rating => rating.Label);
        Assert.AreEqual(mean, TrainingData.Scores(Trainer(o => o.Members = [Useless()]).Fit(Ratings).Transform(Ratings))[0], 1e-3);
    }

    [TestMethod]
    public void Fit_OneRating_PredictsIt()
    {
        var one = TrainingData.Mapped(_mlContext, new TrainingData.Rating { UserId = 1, ItemId = 1, Label = 4 });
        var model = Trainer(o => o.Members = [Member(), Member()]).Fit(one);
        Assert.AreEqual(4, TrainingData.Scores(model.Transform(one)).Single(), 1e-5);
        Assert.AreSequenceEqual([0.5f, 0.5f], model.Model.Weights);
    }

    [TestMethod]
    public void Fit_FewRatings_StaysNearEqualWeights()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var random = new Random(seed);
            var cells = Enumerable.Range(0, 20 * 12).OrderBy(_ => random.Next()).Take(100).ToArray();
            var ratings = TrainingData.Mapped(_mlContext, cells.Select(
                cell => new TrainingData.Rating { UserId = cell / 12, ItemId = cell % 12, Label = 1 + random.Next(5) }));
            var model = Trainer(o => (o.Seed, o.Members) = (seed, [Member(), Member(m => m.Variant = AutoRecVariant.UserBased)]))
                .Fit(ratings).Model;
            Assert.HasCount(2, model.Members);
            foreach (var weight in model.Weights)
                Assert.AreEqual(0.5f, weight, 0.25f, $"seed {seed}");
        }
    }

    [TestMethod]
    public void Fit_MemberThatDiverges_IsNamed()
    {
        var trainer = Trainer(
            o => o.Members = [Member(), Member(m => (m.EncoderActivation, m.InitialStandardDeviation) = (Activation.Identity, 1e30))]);
        Assert.StartsWith(
            "Members[1]: The loss is not finite",
            Assert.Throws<InvalidOperationException>(() => trainer.Fit(Ratings)).Message);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void Fit_MemberLeftOut_StillEndsTheProgressAtOne(int useless)
    {
        var reports = new List<BlendProgress>();
        Trainer(o =>
        {
            o.Members = [Member(), Member()];
            o.Members[useless] = Useless();
            o.Progress = reports.Add;
        }).Fit(Ratings);
        Assert.HasCount(3 * Epochs, reports);
        Assert.AreSequenceEqual(reports.Select(report => report.Fraction).Order(), reports.Select(report => report.Fraction));
        Assert.AreEqual((1, 1, 1.0), (reports[^1].Member, reports[^1].Members, reports[^1].Fraction));
    }

    [TestMethod]
    public void Fit_InAChain_SavesLoadsAndScoresTheSame()
    {
        var all = _mlContext.Data.LoadFromEnumerable(TrainingData.Generate());
        var model = TrainingData.Keys(_mlContext).Append(Trainer()).Fit(all);
        using var file = new MemoryStream();
        _mlContext.Model.Save(model, all.Schema, file);
        file.Position = 0;
        var again = new MLContext().Model.Load(file, out _);
        Assert.AreSequenceEqual(TrainingData.Scores(model.Transform(all)), TrainingData.Scores(again.Transform(all)));
    }

    [TestMethod]
    public void Save_TheDefaultMembers_TakesAtMostThreeTimesTheFileOfOneModel()
    {
        var members = AutoRecBlendTrainer.Options.DefaultMembers();
        foreach (var member in members)
            member.Epochs = 1;
        var blend = new AutoRecBlendModelParameters(
            [.. members.Select(member => Trainer(o => o.Members = [member]).Fit(Ratings).Model.Members[0])], new float[members.Length]);
        var single = _mlContext.Recommendation().Trainers.AutoRec(new AutoRecTrainer.Options
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            Epochs = 1,
        }).Fit(Ratings).Model;
        var one = Size(writer => AutoRecModelFormat.Write(writer, single));
        Assert.IsLessThanOrEqualTo(3 * one, Size(writer => AutoRecBlendModelFormat.Write(writer, blend)));

        static long Size(Action<BinaryWriter> write)
        {
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            write(writer);
            return stream.Length;
        }
    }

    [TestMethod]
    public void CrossValidate_OfABlend_EvaluatesEveryFold()
    {
        var all = _mlContext.Data.LoadFromEnumerable(TrainingData.Generate());
        var folds = _mlContext.Recommendation().CrossValidate(all, TrainingData.Keys(_mlContext).Append(Trainer()), numberOfFolds: 3);
        Assert.HasCount(3, folds);
        Assert.IsTrue(folds.All(fold => fold.Metrics.RootMeanSquaredError is > 0 and < 2));
    }

    [TestMethod]
    public void Fit_WithProgress_ReportsEveryEpochOfEveryMemberTwiceAndEndsAtOne()
    {
        var reports = new List<BlendProgress>();
        Trainer(o => o.Progress = reports.Add).Fit(Ratings);
        Assert.HasCount(2 * 2 * Epochs, reports);
        Assert.AreSequenceEqual(reports.Select(report => report.Fraction).Order(), reports.Select(report => report.Fraction));
        Assert.AreEqual(1, reports[^1].Fraction);
        Assert.AreEqual(2 * Epochs, reports.Count(report => report.IsRefit));
    }

    [TestMethod]
    public void Fit_Canceled_EndsWithinAnEpoch()
    {
        using var source = new CancellationTokenSource();
        var epochs = 0;
        var trainer = Trainer(o =>
        {
            o.CancellationToken = source.Token;
            o.Progress = _ =>
            {
                epochs++;
                source.Cancel();
            };
        });
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(Ratings));
        Assert.AreEqual(1, epochs);
    }

    [TestMethod]
    public void Fit_OptionsChangedAfterwards_UsesTheOriginalOptions()
    {
        var member = Member();
        var options = Options(o => o.Members = [member]);
        var trainer = _mlContext.Regression.Trainers.AutoRecBlend(options);
        member.HiddenLayers[0] = 3;
        options.Members = [];
        Assert.AreEqual(8, trainer.Fit(Ratings).Model.Members[0].CodeLength);
    }

    [TestMethod]
    public void Fit_OptionsOfTheBlend_OverrideThoseOfItsMembers()
    {
        var model = Trainer(o =>
        {
            o.ColdStart = ColdStart.NaN;
            o.ClipToLabelRange = false;
            o.Members =
            [
                Member(
                    m =>
                        (m.LabelColumnName, m.MatrixColumnIndexColumnName, m.MatrixRowIndexColumnName, m.Seed) = (
                            "none", "no user", "no item", 9)),
            ];
        }).Fit(Ratings).Model;
        var plain = Trainer(o => o.Members = [Member()]).Fit(Ratings).Model;
        Assert.AreEqual(ColdStart.NaN, model.Members[0].ColdStart);
        Assert.IsFalse(model.Members[0].ClipToLabelRange);
        Assert.AreEqual(ColdStart.Mean, plain.Members[0].ColdStart);
        Assert.AreSequenceEqual(TrainingData.Weights(plain.Members[0]), TrainingData.Weights(model.Members[0]));
    }

    [TestMethod]
    public void Fit_HeldOutRatingsOfItemsWithoutOthers_LogsTheirNumber()
    {
        List<string> log = [];
        _mlContext.Log += (_, line) => log.Add(line.RawMessage);
        TrainingData.Rating[] single = [.. Enumerable.Range(1000, 100)
            .Select(item => new TrainingData.Rating { UserId = 1, ItemId = item, Label = 3 })];
        Trainer(o => o.Members = [Member()]).Fit(TrainingData.Mapped(_mlContext, [.. TrainingData.Generate(), .. single]));
        Assert.HasCount(1, log.Where(line => line.Contains(
            "held-out ratings do not count in the weights: their item or user has no other rating.", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_FewRatings_WorksWithEverySeed()
    {
        var few = TrainingData.Mapped(_mlContext, TrainingData.Fifteen());
        for (var seed = 0; seed < 20; seed++)
        {
            var model = Trainer(o => (o.ValidationFraction, o.Seed) = (0.1, seed)).Fit(few);
            Assert.IsTrue(TrainingData.Scores(model.Transform(few)).All(score => score is >= 1 and <= 5), $"seed {seed}");
        }
    }

    [TestMethod]
    public void Fit_DefaultMembersOfFewRatings_LeavesOutThoseWithoutBiases()
    {
        var few = TrainingData.Mapped(_mlContext, TrainingData.Fifteen());
        var model = _mlContext.Recommendation().Trainers.AutoRecBlend(seed: 1).Fit(few);
        Assert.AreSequenceEqual([1 / 3f, 1 / 3f, 1 / 3f], model.Model.Weights);
        var metrics = _mlContext.Recommendation().Evaluate(model.Transform(few));
        Assert.IsGreaterThan(0, metrics.RSquared, "The blend is worse than the mean of all ratings.");
    }

    [TestMethod]
    public void Fit_RatingsThatCannotWeigh_GivesEveryMemberTheSameWeightAndSaysSo()
    {
        List<string> log = [];
        _mlContext.Log += (_, line) => log.Add(line.RawMessage);
        var few = TrainingData.Mapped(
            _mlContext, [.. Enumerable.Range(1, 4).Select(i => new TrainingData.Rating { UserId = i, ItemId = i, Label = i })]);
        Assert.AreSequenceEqual([0.5f, 0.5f], Trainer(o => o.ValidationFraction = 0.5).Fit(few).Model.Weights);
        Assert.HasCount(1, log.Where(line => line.Contains(
            "Only 0 held-out ratings have an item and a user with other ratings. They cannot weigh 2 members", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Create_OptionOutOfRange_SaysWhichAndWhatIsExpected()
    {
        AssertRefused(o => o.Members = [], "The option Members is empty");
        AssertRefused(o => o.Members = null!, "The option Members is null");
        AssertRefused(o => o.Members = [null!], "The option Members is partly null");
        AssertRefused(o => o.Members = [Member(m => m.InputMasking = 1)], "Members[0]: The option InputMasking is 1");
        AssertRefused(
            o => o.Members = [Member(), Member(m => m.ValidationFraction = 0.1)],
            "The option Members[1].ValidationFraction is 0.1; expected 0");
        AssertRefused(
            o => o.Members = [Member(m => m.RankGroup = RankGroup.Alone)], "The option Members[0].RankGroup is a group; expected null");
        AssertColumn((o, name) => o.ExampleWeightColumnName = name, "ExampleWeightColumnName");
        AssertColumn((o, name) => o.ProbabilitiesColumnName = name, "ProbabilitiesColumnName");
        AssertColumn((o, name) => o.MatrixRowFeaturesColumnName = name, "MatrixRowFeaturesColumnName");
        AssertColumn((o, name) => o.MatrixColumnFeaturesColumnName = name, "MatrixColumnFeaturesColumnName");
        AssertRefused(o => o.ValidationFraction = 0, "The option ValidationFraction is 0; expected greater than 0");
        AssertRefused(o => o.NumberOfThreads = 0, "The option NumberOfThreads is 0");
        AssertRefused(o => o.MatrixRowIndexColumnName = "user", "expected a column other");
        AssertRefused(o => o.LabelColumnName = "", "The option LabelColumnName is empty");

        void AssertColumn(Action<AutoRecTrainer.Options, string> set, string option) => AssertRefused(
            o => o.Members = [Member(), Member(m => set(m, "other"))], $"The option Members[1].{option} is 'other'; expected null");

        void AssertRefused(Action<AutoRecBlendTrainer.Options> set, string says)
        {
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Trainer(set), says);
            Assert.Contains(says, error.Message);
        }
    }

    [TestMethod]
    public void Defaults_OnGeneratedRatings_AreBetterThanOneModel()
    {
        var generated = TrainingData.Generate(users: 300, items: 200, ratings: 9000);
        var split = _mlContext.Data.TrainTestSplit(_mlContext.Data.LoadFromEnumerable(generated), testFraction: 0.2, seed: 1);
        var one = Rmse(_mlContext.Recommendation().Trainers.AutoRec("Label", "user", "item"));
        var blend = Rmse(_mlContext.Recommendation().Trainers.AutoRecBlend("Label", "user", "item"));
        Assert.IsLessThan(one, blend);

        double Rmse(IEstimator<ITransformer> trainer) =>
            _mlContext.Recommendation()
                .Evaluate(TrainingData.Keys(_mlContext).Append(trainer).Fit(split.TrainSet).Transform(split.TestSet)).RootMeanSquaredError;
    }

    private AutoRecBlendTrainer Trainer(Action<AutoRecBlendTrainer.Options>? set = null) =>
        _mlContext.Recommendation().Trainers.AutoRecBlend(Options(set));

    private static AutoRecBlendTrainer.Options Options(Action<AutoRecBlendTrainer.Options>? set)
    {
        var options = new AutoRecBlendTrainer.Options
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            Members = [Member(), Member(o => o.Variant = AutoRecVariant.UserBased)],
            ValidationFraction = 0.2,
            NumberOfThreads = 1,
            Seed = 1,
        };
        set?.Invoke(options);
        return options;
    }

    /// <summary>A member that predicts the mean for every pair.</summary>
    private static AutoRecTrainer.Options Useless() => Member(o =>
    {
        o.Baseline = BaselineKind.GlobalMean;
        o.InitialStandardDeviation = 1e-30;
        o.LearningRate = 1e-9;
    });

    private static AutoRecTrainer.Options Member(Action<AutoRecTrainer.Options>? set = null)
    {
        var options = TrainingData.Small();
        options.Epochs = Epochs;
        set?.Invoke(options);
        return options;
    }
}
