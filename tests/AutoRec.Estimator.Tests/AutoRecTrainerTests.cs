using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace AutoRec.Tests;

[TestClass]
public sealed class AutoRecTrainerTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly List<string> _log = [];

    public AutoRecTrainerTests() => _mlContext.Log += (_, e) =>
    {
        if (e.Kind is ChannelMessageKind.Info or ChannelMessageKind.Warning)
            _log.Add(e.RawMessage);
    };

    private IDataView Ratings => TrainingData.Mapped(_mlContext, TrainingData.Generate());

    private AutoRecTrainer Trainer(Action<AutoRecTrainer.Options>? set = null)
    {
        var options = TrainingData.Small();
        set?.Invoke(options);
        return _mlContext.Recommendation().Trainers.AutoRec(options);
    }

    [TestMethod]
    public void Fit_SameSeed_GivesTheSameModelToTheBit()
    {
        var first = Trainer(o => o.HiddenDropout = 0.1).Fit(Ratings).Model;
        _mlContext.Transforms.Conversion.MapValueToKey("unrelated"); // draws from the context's random generator
        var second = Trainer(o => o.HiddenDropout = 0.1).Fit(Ratings).Model;
        Assert.AreSequenceEqual(TrainingData.Weights(first), TrainingData.Weights(second));
    }

    [TestMethod]
    public void Fit_SameTrainerTwice_GivesTheSameModelToTheBit()
    {
        var trainer = Trainer(o => o.Seed = null);
        Assert.AreSequenceEqual(TrainingData.Weights(trainer.Fit(Ratings).Model), TrainingData.Weights(trainer.Fit(Ratings).Model));
    }

    [TestMethod]
    public void Fit_OtherSeed_GivesAnotherModel() =>
        Assert.AreNotSequenceEqual(
            TrainingData.Weights(Trainer().Fit(Ratings).Model), TrainingData.Weights(Trainer(o => o.Seed = 2).Fit(Ratings).Model));

    [TestMethod]
    public void Fit_OptionsChangedAfterwards_UsesTheOriginalOptions()
    {
        var options = TrainingData.Small();
        var trainer = _mlContext.Regression.Trainers.AutoRec(options);
        options.HiddenLayers[0] = 3;
        options.Seed = 9;
        Assert.AreEqual(8, trainer.Fit(Ratings).Model.CodeLength);
    }

    [TestMethod]
    public void Fit_WithTorch_LeavesNoNativeTensor()
    {
        var ratings = Ratings;
        var before = torch.Tensor.TotalCount;
        Trainer(o =>
        {
            o.Engine = TrainingEngine.Torch;
            o.HiddenDropout = 0.1;
        }).Fit(ratings);
        Assert.AreEqual(before + TorchEngineTests.UncountedParameters(layers: 2, sharedDecoder: true), torch.Tensor.TotalCount);
    }

    [TestMethod]
    public void Fit_Canceled_LeavesNoNativeTensor()
    {
        var ratings = Ratings;
        using var source = new CancellationTokenSource();
        var before = torch.Tensor.TotalCount;
        var trainer = Trainer(o =>
        {
            o.Engine = TrainingEngine.Torch;
            o.CancellationToken = source.Token;
            o.Progress = progress => source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(ratings));
        Assert.AreEqual(before + TorchEngineTests.UncountedParameters(layers: 2, sharedDecoder: true), torch.Tensor.TotalCount);
    }

    [TestMethod]
    public void Fit_Canceled_EndsWithinAnEpoch()
    {
        using var source = new CancellationTokenSource();
        var epochs = 0;
        var trainer = Trainer(o =>
        {
            o.Epochs = 1000;
            o.CancellationToken = source.Token;
            o.Progress = progress =>
            {
                epochs++;
                source.Cancel();
            };
        });
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(Ratings));
        Assert.AreEqual(1, epochs);
    }

    [TestMethod]
    public void Fit_WithProgress_ReportsEveryEpoch()
    {
        var reports = new List<TrainingProgress>();
        Trainer(o => o.Progress = reports.Add).Fit(Ratings);
        Assert.AreSequenceEqual(new[] { 1, 2, 3, 4 }, reports.ConvertAll(p => p.Epoch));
        Assert.IsTrue(reports.TrueForAll(p => p is { Epochs: 4, ValidationRmse: null, IsRefit: false, TrainingRmse: > 0 and < 4 }));
        Assert.AreEqual(TimeSpan.Zero, reports[^1].Remaining);
    }

    [TestMethod]
    public void Fit_ItemBased_LogsTheEncodedSide()
    {
        var model = Trainer().Fit(Ratings).Model;
        Assert.AreEqual((40, 60), (model.RowCount, model.ColumnCount));
        Assert.Contains("Item-based: encodes 40 'item' rows over 60 'user' columns, 900 ratings.", _log);
    }

    [TestMethod]
    public void Fit_UserBased_LogsTheEncodedSide()
    {
        var model = Trainer(o => o.Variant = AutoRecVariant.UserBased).Fit(Ratings).Model;
        Assert.AreEqual((60, 40), (model.RowCount, model.ColumnCount));
        Assert.Contains("User-based: encodes 60 'user' rows over 40 'item' columns, 900 ratings.", _log);
    }

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public void Transform_Scores_AreThoseOfTheModel(AutoRecVariant variant)
    {
        var ratings = Ratings;
        var transformer = Trainer(o => o.Variant = variant).Fit(ratings);
        var users = ratings.GetColumn<uint>("user").ToArray();
        var items = ratings.GetColumn<uint>("item").ToArray();
        var scores = TrainingData.Scores(transformer.Transform(ratings));
        for (var i = 0; i < scores.Length; i++)
        {
            var (user, item) = ((int)users[i] - 1, (int)items[i] - 1);
            Assert.AreEqual(transformer.Model.Score(item, user), scores[i], $"rating {i}");
        }
    }

    [TestMethod]
    [DataRow(AutoRecOptimizer.RowAdam, 0.01)]
    [DataRow(AutoRecOptimizer.Adam, 0.01)]
    [DataRow(AutoRecOptimizer.Sgd, 0.5)]
    [DataRow(AutoRecOptimizer.RProp, 0.01)]
    [DataRow(AutoRecOptimizer.LBfgs, 0.5)]
    public void Fit_AnyOptimizer_LearnsMoreThanTheMean(AutoRecOptimizer optimizer, double learningRate)
    {
        var ratings = Ratings;
        var model = Trainer(o =>
        {
            o.Optimizer = optimizer;
            o.LearningRate = learningRate;
            o.BatchSize = null;
            o.Epochs = 30;
        }).Fit(ratings);
        var metrics = _mlContext.Recommendation().Evaluate(model.Transform(ratings));
        Assert.IsGreaterThan(0.2, metrics.RSquared);
    }

    [TestMethod]
    public void Fit_DeepNetwork_DecodesBackThroughTheSameWidths()
    {
        var model = Trainer(o => o.HiddenLayers = [12, 5]).Fit(Ratings).Model;
        Assert.AreSequenceEqual(new[] { 12, 5, 12, 60 }, model.Network.Layers.Select(l => l.Outputs).ToArray());
        Assert.AreSequenceEqual(new[] { 60, 12, 5, 12 }, model.Network.Layers.Select(l => l.Inputs).ToArray());
    }

    [TestMethod]
    [DataRow(Activation.Sigmoid)]
    [DataRow(Activation.Tanh)]
    public void Fit_DecoderWithBounds_ReachesTheWholeRangeOfLabels(Activation decoder)
    {
        var ratings = Ratings;
        var transformer = Trainer(o =>
        {
            o.DecoderActivation = decoder;
            o.Baseline = BaselineKind.None;
            o.ClipToLabelRange = false;
            o.InputMasking = 0;
            o.Lambda = 0;
            o.LearningRate = 0.05;
            o.HiddenLayers = [32];
            o.Epochs = 150;
        }).Fit(ratings);
        var scores = TrainingData.Scores(transformer.Transform(ratings));
        Assert.IsLessThan(1.5f, scores.Min());
        Assert.IsGreaterThan(4.5f, scores.Max());
        Assert.IsTrue(Array.TrueForAll(scores, score => score is >= 0.9999f and <= 5.0001f));
    }

    [TestMethod]
    public void Fit_WithValidationFraction_ReportsItAndTrainsAgainOnAllRatings()
    {
        var reports = new List<TrainingProgress>();
        var trainer = Trainer(o =>
        {
            o.ValidationFraction = 0.2;
            o.Progress = reports.Add;
        });
        trainer.Fit(Ratings);
        Assert.IsTrue(reports.Where(p => !p.IsRefit).All(p => p.ValidationRmse is > 0 and < 4));
        Assert.IsTrue(reports.Where(p => p.IsRefit).All(p => p.ValidationRmse is null));
        Assert.AreNotEqual(0, reports.Count(p => p.IsRefit));
    }

    [TestMethod]
    [DataRow(0.001)]
    [DataRow(0.1)]
    [DataRow(0.999)]
    public void Fit_WithValidationFractionOfFewRatings_ValidatesWithEverySeed(double fraction)
    {
        TrainingData.Rating[] two = [new() { UserId = 1, ItemId = 1, Label = 2 }, new() { UserId = 1, ItemId = 2, Label = 3 }];
        foreach (var ratings in (TrainingData.Rating[][])[two, TrainingData.Fifteen()])
        {
            var view = TrainingData.Mapped(_mlContext, ratings);
            for (var seed = 0; seed < 20; seed++)
            {
                var reports = new List<TrainingProgress>();
                Trainer(o => (o.ValidationFraction, o.Seed, o.Progress) = (fraction, seed, reports.Add)).Fit(view);
                Assert.IsTrue(double.IsFinite(reports[0].ValidationRmse!.Value), $"{ratings.Length} ratings, seed {seed}");
            }
        }
    }

    [TestMethod]
    public void Fit_WithValidationFractionOfOneRating_SaysTheRemedy()
    {
        var one = TrainingData.Mapped(_mlContext, new TrainingData.Rating { UserId = 1, ItemId = 1, Label = 2 });
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Trainer(o => o.ValidationFraction = 0.1).Fit(one));
        Assert.Contains("The number of ratings is 1; expected at least 2", error.Message);
    }

    [TestMethod]
    public void Fit_WithValidationFractionsThatRoundToTheSameNumber_GiveTheSameModel()
    {
        // Of 15 ratings, 0.6 and 1.4 both round to one, and 1.6 to two.
        var view = TrainingData.Mapped(_mlContext, TrainingData.Fifteen());
        var (less, more, two) = (Train(0.6 / 15), Train(1.4 / 15), Train(1.6 / 15));
        Assert.AreSequenceEqual(less, more);
        Assert.AreNotSequenceEqual(less, two);

        float[] Train(double fraction) => TrainingData.Weights(
            Trainer(o => (o.ValidationFraction, o.RefitOnAllRatings) = (fraction, false)).Fit(view).Model);
    }

    [TestMethod]
    public void Fit_WithValidationFractionAndNoRefit_KeepsTheBestEpoch()
    {
        var reports = new List<TrainingProgress>();
        var ratings = Ratings;
        var trainer = Trainer(o =>
        {
            o.ValidationFraction = 0.2;
            o.RefitOnAllRatings = false;
            o.InputMasking = 0;
            o.Lambda = 0; // overfits: the best epoch is not the last
            o.LearningRate = 0.1;
            o.Epochs = 40;
            o.Patience = 6;
            o.Progress = reports.Add;
        });
        trainer.Fit(ratings);
        var best = reports.MinBy(p => p.ValidationRmse)!.Epoch;
        Assert.HasCount(best + 6, reports);
    }

    [TestMethod]
    public void Fit_WithValidationData_KeepsTheWeightsThatPredictItBest()
    {
        var all = TrainingData.Generate();
        var view = TrainingData.Mapped(_mlContext, all);
        var split = _mlContext.Data.TrainTestSplit(view, 0.2, seed: 3);
        var reports = new List<TrainingProgress>();
        var transformer = Trainer(o =>
        {
            o.InputMasking = 0;
            o.Lambda = 0;
            o.LearningRate = 0.1;
            o.Epochs = 40;
            o.Progress = reports.Add;
        }).Fit(split.TrainSet, split.TestSet);
        var metrics = _mlContext.Recommendation().Evaluate(transformer.Transform(split.TestSet));
        Assert.AreEqual(metrics.RootMeanSquaredError, transformer.Card!.ValidationRmse!.Value, 1e-6);
        Assert.AreEqual(reports.MinBy(p => p.ValidationRmse)!.Epoch, transformer.Card.Epochs);
        Assert.IsLessThan(40, reports.Count);
    }

    [TestMethod]
    public void Fit_ValidationDataOfOtherKeys_SaysWhatIsExpected()
    {
        var other = TrainingData.Mapped(_mlContext, TrainingData.Generate(50, 40, 800));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Trainer().Fit(Ratings, other));
        Assert.Contains("'user' has 50 keys; the model was trained with 60", error.Message);
    }

    [TestMethod]
    public void Fit_LossThatExplodes_NamesEpochAndLearningRate()
    {
        var trainer = Trainer(o =>
        {
            o.Optimizer = AutoRecOptimizer.Sgd;
            o.EncoderActivation = Activation.Identity;
            o.LearningRate = 1e6;
            o.Epochs = 50;
        });
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Fit(Ratings));
        Assert.Contains("in epoch ", error.Message);
        Assert.Contains("learning rate", error.Message);
        Assert.Contains("Sgd", error.Message);
    }

    [TestMethod]
    [DataRow(AutoRecOptimizer.Sgd)]
    [DataRow(AutoRecOptimizer.LBfgs)]
    public void Fit_LastStepExplodes_IsAnError(AutoRecOptimizer optimizer)
    {
        var trainer = Trainer(o =>
        {
            o.Optimizer = optimizer;
            o.EncoderActivation = Activation.Identity;
            o.HiddenLayers = [8, 8, 8, 8];
            o.LearningRate = 1e6;
            o.InitialStandardDeviation = 1e12;
            o.BatchSize = 40;
            o.Epochs = 1;
        });
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Fit(Ratings));
        Assert.Contains("not finite in epoch 1", error.Message);
    }

    [TestMethod]
    public void Fit_DivergesWithTheDefaultOptimizer_NamesIt()
    {
        var trainer = Trainer(o => (o.LearningRate, o.InitialStandardDeviation, o.EncoderActivation) = (1e6, 1e12, Activation.Identity));
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Fit(Ratings));
        Assert.Contains(" with Adam. Lower LearningRate", error.Message);
    }

    [TestMethod]
    public void Fit_ValidationRatingsWithoutAScore_LogsTheirNumberOnce()
    {
        // A user with one rating is cold if it is held out.
        var once = Enumerable.Range(1000, 30).Select(user => new TrainingData.Rating { UserId = user, ItemId = 1, Label = 3 });
        var mapped = TrainingData.Mapped(_mlContext, [.. TrainingData.Generate(), .. once]);
        Trainer(o => (o.ColdStart, o.ValidationFraction) = (ColdStart.NaN, 0.5)).Fit(mapped);
        var line = _log.Single(line => line.Contains("validation ratings", StringComparison.Ordinal));
        Assert.MatchesRegex("^[0-9]+ of 465 validation ratings have no score and do not count.$", line);
    }

    [TestMethod]
    public void Fit_ValidationRatingsOfUntrainedUsersOnly_SaysWhy()
    {
        var train = TrainingData.Mapped(
            _mlContext, [new() { UserId = 1, ItemId = 1, Label = 5 }, new() { UserId = 2, ItemId = 2, Label = 1 }]);
        var mapped = _mlContext.Data.FilterRowsByKeyColumnFraction(train, "user", 0, 0.5);
        var validation = _mlContext.Data.FilterRowsByKeyColumnFraction(train, "user", 0.5, 1);
        if (mapped.GetColumn<float>("Label").Count() != 1)
            Assert.Fail("The two rows should be split.");
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Trainer().Fit(mapped, validation));
        Assert.Contains("1 rows have a missing 'item' or 'user', or one without training ratings", error.Message);
        Assert.EndsWith("Use ratings of users and items that have training ratings.", error.Message);
    }

    [TestMethod]
    public void Fit_NothingToValidateWith_SaysWhy()
    {
        var once = Enumerable.Range(0, 10).Select(user => new TrainingData.Rating { UserId = user, ItemId = user, Label = 1 + user % 5 });
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => Trainer(o => (o.ColdStart, o.ValidationFraction) = (ColdStart.NaN, 0.5)).Fit(TrainingData.Mapped(_mlContext, once)));
        Assert.Contains("None of the 5 validation ratings has a score", error.Message);
        Assert.Contains("ColdStart", error.Message);
    }

    [TestMethod]
    [DataRow("single")]
    [DataRow("blend")]
    [DataRow("one class")]
    public void Fit_CanceledWhileRatingsAreRead_EndsBeforeTheLastRating(string trainer)
    {
        using var source = new CancellationTokenSource();
        var read = 0;
        var endless = _mlContext.Data.LoadFromEnumerable(Endless());
        var keyed = _mlContext.Transforms.Conversion.MapValueToKey("user", nameof(TrainingData.Rating.UserId))
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("item", nameof(TrainingData.Rating.ItemId)))
            .Fit(_mlContext.Data.LoadFromEnumerable(TrainingData.Generate())).Transform(endless);
        var trainers = _mlContext.Recommendation().Trainers;
        Action fit = trainer switch
        {
            "single" => () => Trainer(o => o.CancellationToken = source.Token).Fit(keyed),
            "blend" => () => trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
            {
                MatrixColumnIndexColumnName = "user",
                MatrixRowIndexColumnName = "item",
                CancellationToken = source.Token,
            }).Fit(keyed),
            _ => () => trainers.AutoRecOneClass(new AutoRecOneClassTrainer.Options
            {
                MatrixColumnIndexColumnName = "user",
                MatrixRowIndexColumnName = "item",
                CancellationToken = source.Token,
            }).Fit(keyed),
        };
        Assert.Throws<OperationCanceledException>(fit);
        Assert.IsLessThan(1_000_000, read);

        IEnumerable<TrainingData.Rating> Endless()
        {
            for (; read < 100_000_000; read++)
            {
                if (read == 10_000)
                    source.Cancel();
                yield return new() { UserId = read % 60, ItemId = read % 40, Label = 3 };
            }
        }
    }

    [TestMethod]
    public void Fit_LabelsTooFarApart_SaysSo()
    {
        var view = TrainingData.Mapped(
            _mlContext, [new() { UserId = 1, ItemId = 1, Label = 3e38f }, new() { UserId = 2, ItemId = 2, Label = -3e38f }]);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Trainer().Fit(view));
        Assert.Contains("range from -3E+38 to 3E+38; expected labels between", error.Message);
    }

    [TestMethod]
    public void Fit_NoRatings_SaysWhatWasLeftOut()
    {
        var empty = TrainingData.Mapped(_mlContext, [new() { UserId = 1, ItemId = 2, Label = float.NaN }]);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Trainer().Fit(empty));
        Assert.Contains("1 have a 'Label' that is not a finite number", error.Message);
    }

    [TestMethod]
    public void Fit_AllLabelsTheSame_PredictsThatLabel()
    {
        var ratings = TrainingData.Generate();
        foreach (var rating in ratings)
            rating.Label = 3;
        var view = TrainingData.Mapped(_mlContext, ratings);
        var scores = TrainingData.Scores(Trainer().Fit(view).Transform(view));
        Assert.IsTrue(Array.TrueForAll(scores, score => Math.Abs(score - 3) < 1e-6));
    }

    [TestMethod]
    public void Fit_LabelsOfAnotherScale_GivesTheSameScoresScaled()
    {
        var stars = TrainingData.Generate();
        var view = TrainingData.Mapped(_mlContext, stars);
        var expected = TrainingData.Scores(Trainer().Fit(view).Transform(view));
        foreach (var rating in stars)
            rating.Label = 100 * (rating.Label - 1) / 4;
        var percent = TrainingData.Mapped(_mlContext, stars);
        var scores = TrainingData.Scores(Trainer().Fit(percent).Transform(percent));
        for (var i = 0; i < scores.Length; i++)
            Assert.AreEqual(100 * (expected[i] - 1) / 4, scores[i], 0.01, $"rating {i}");
    }

    [TestMethod]
    [DataRow("HiddenLayers", new int[0], "widths of at least 1")]
    [DataRow("HiddenLayers", new[] { 5, 0 }, "[5, 0]")]
    [DataRow("InputMasking", 1.0, "from 0 (included) to 1 (excluded)")]
    [DataRow("HiddenDropout", -0.1, "-0.1")]
    [DataRow("ValidationFraction", double.NaN, "NaN")]
    [DataRow("Momentum", 1.5, "1.5")]
    [DataRow("Lambda", -1.0, "0 to 1000000000")]
    [DataRow("Lambda", 1e300, "0 to 1000000000")]
    [DataRow("LearningRate", 0.0, "greater than 0")]
    [DataRow("InitialStandardDeviation", 0.0, "greater than 0")]
    [DataRow("BatchSize", 0, "at least 1")]
    [DataRow("Epochs", 0, "at least 1")]
    [DataRow("Patience", -1, "at least 0")]
    [DataRow("NumberOfThreads", 0, "at least 1")]
    [DataRow("Device", "", "\"cpu\"")]
    [DataRow("LabelColumnName", "", "the name of a column")]
    [DataRow("MatrixColumnIndexColumnName", "", "the name of a column")]
    [DataRow("MatrixRowIndexColumnName", "", "the name of a column")]
    [DataRow("MatrixRowIndexColumnName", "user", "a column other than MatrixColumnIndexColumnName")]
    [DataRow("LearningRate", 1e38, "at most 1000000")]
    [DataRow("Variant", (AutoRecVariant)7, "UserBased")]
    [DataRow("EncoderActivation", (Activation)99, "Swish")]
    [DataRow("Optimizer", (AutoRecOptimizer)9, "RProp")]
    public void AutoRec_OptionOutOfRange_NamesItAndWhatIsExpected(string name, object value, string expected)
    {
        var options = TrainingData.Small();
        typeof(AutoRecTrainer.Options).GetField(name)!.SetValue(options, value);
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _mlContext.Recommendation().Trainers.AutoRec(options));
        Assert.Contains($"The option {name} is ", error.Message);
        Assert.Contains(expected, error.Message);
    }

    [TestMethod]
    public void CrossValidate_KeyedPipeline_GivesEveryFoldsMetrics()
    {
        var view = _mlContext.Data.LoadFromEnumerable(TrainingData.Generate());
        var pipeline = TrainingData.Keys(_mlContext).Append(Trainer());
        var folds = _mlContext.Recommendation().CrossValidate(view, pipeline, numberOfFolds: 3);
        Assert.HasCount(3, folds);
        Assert.IsTrue(folds.All(fold => fold.Metrics.RootMeanSquaredError is > 0.3 and < 1.5));
    }

    [TestMethod]
    public void Evaluate_OfBothCatalogs_Agrees()
    {
        var scored = Trainer().Fit(Ratings).Transform(Ratings);
        Assert.AreEqual(
            _mlContext.Regression.Evaluate(scored).RootMeanSquaredError,
            _mlContext.Recommendation().Evaluate(scored).RootMeanSquaredError);
    }
}
