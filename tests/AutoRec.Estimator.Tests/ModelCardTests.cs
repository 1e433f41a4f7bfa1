using System.Globalization;
using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>The cards that the trainers write, after training and after loading.</summary>
[TestClass]
public sealed class ModelCardTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("autorec-tests-").FullName;

    // The last two users and items have keys and no training ratings.
    private IDataView Train => SmallRatings.LoadKeyed(_mlContext, SmallRatings.Train);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("AutoRec", "Sparse")]
    [DataRow("AutoRecBlend", "Sparse")]
    [DataRow("AutoRecOneClass", null)]
    public void Fit_EveryTrainer_WritesItsNameVersionSeedEngineAndTimes(string trainer, string? engine)
    {
        var before = DateTimeOffset.UtcNow;
        var card = Fit(trainer).Card;
        var after = DateTimeOffset.UtcNow;

        Assert.AreEqual((trainer, engine, 7), (card.Trainer, card.Engine, card.Seed));
        Assert.MatchesRegex("^[0-9]+[.][0-9]+[.][0-9]+(-[a-z0-9.]+)?$", card.PackageVersion);
        Assert.AreEqual(TimeSpan.Zero, card.TrainedAt.Offset);
        Assert.IsInRange(before, after, card.TrainedAt);
        Assert.IsInRange(TimeSpan.FromTicks(1), after - before, card.TrainingTime);
    }

    [TestMethod]
    [DataRow("AutoRec", true)]
    [DataRow("AutoRec", false)]
    [DataRow("AutoRecBlend", true)]
    [DataRow("AutoRecBlend", false)]
    [DataRow("AutoRecOneClass", true)]
    [DataRow("AutoRecOneClass", false)]
    public void Fit_EveryTrainer_CountsTheRatingsOfEachUserAndItem(string trainer, bool keepRatings)
    {
        var card = Fit(trainer, keepRatings).Card;

        Assert.AreEqual(SmallRatings.Train.Count, card.RatingCount);
        Assert.AreEqual((SmallRatings.UserCount - 2, SmallRatings.ItemCount - 2), (card.UserCount, card.ItemCount));
        var keyed = _mlContext.Data.CreateEnumerable<KeyedRating>(Train, reuseRowObject: false).ToList();
        for (var user = -1; user <= SmallRatings.UserCount; user++)
            Assert.AreEqual(keyed.Count(rating => rating.user == user + 1), card.RatingCountOfUser(user), $"user {user}");
        for (var item = -1; item <= SmallRatings.ItemCount; item++)
            Assert.AreEqual(keyed.Count(rating => rating.item == item + 1), card.RatingCountOfItem(item), $"item {item}");
    }

    [TestMethod]
    [DataRow("AutoRec")]
    [DataRow("AutoRecBlend")]
    [DataRow("AutoRecOneClass")]
    public void Load_WithAndWithoutMLNet_GivesTheSameCard(string trainer)
    {
        var (model, card) = Fit(trainer);
        var file = Save(model);

        var loaded = _mlContext.Model.Load(file, out _);

        AssertSame(card, CardOf(((IEnumerable<ITransformer>)loaded).Last()));
        AssertSame(card, RatingModelFile.LoadCard(file)!);
    }

    [TestMethod]
    public void Recommender_OfAFittedPipeline_CountsTheRatingsByIds()
    {
        var keys = SmallRatings.KeyMapping(_mlContext);
        var train = SmallRatings.Load(_mlContext, SmallRatings.Train);
        var model = keys.Append(_mlContext.Recommendation().Trainers.AutoRec(Small())).Fit(train);

        var recommender = _mlContext.Model.CreateRecommender<string, int>(model, train.Schema);

        foreach (var user in recommender.Users)
            Assert.AreEqual(SmallRatings.Train.Count(rating => rating.UserId == user), recommender.RatingCountOfUser(user), user);
        foreach (var item in recommender.Items)
            Assert.AreEqual(SmallRatings.Train.Count(rating => rating.ItemId == item), recommender.RatingCountOfItem(item), $"{item}");
        Assert.Contains("'nobody'", Assert.ThrowsExactly<ArgumentException>(() => recommender.RatingCountOfUser("nobody")).Message);
        Assert.Contains("'-1'", Assert.ThrowsExactly<ArgumentException>(() => recommender.RatingCountOfItem(-1)).Message);
    }

    [TestMethod]
    public void Fit_NoSeedSet_WritesTheSeedThatGivesTheModelAgain()
    {
        var drawn = Small();
        drawn.Seed = null;
        var first = _mlContext.Recommendation().Trainers.AutoRec(drawn).Fit(Train);
        var again = Small();
        again.Seed = first.Card!.Seed;

        var second = _mlContext.Recommendation().Trainers.AutoRec(again).Fit(Train);

        Assert.AreSequenceEqual(TrainingData.Weights(first.Model), TrainingData.Weights(second.Model));
    }

    [TestMethod]
    public void Fit_ValidationRatings_WritesTheBestEpochAndItsRmse()
    {
        var reports = new List<TrainingProgress>();
        var options = Small();
        options.Baseline = BaselineKind.GlobalMean; // With biases, so few ratings would also fit the network's share.
        (options.Epochs, options.LearningRate, options.Patience, options.Progress) = (12, 0.05, 0, reports.Add);
        var heldOut = SmallRatings.LoadKeyed(_mlContext, SmallRatings.HeldOut);

        var card = _mlContext.Recommendation().Trainers.AutoRec(options).Fit(Train, heldOut).Card!;

        var best = reports.MinBy(report => report.ValidationRmse)!;
        Assert.AreEqual((best.Epoch, best.ValidationRmse), (card.Epochs, card.ValidationRmse));
        Assert.IsInRange(1, SmallRatings.HeldOut.Count - 1, card.ValidationCount!.Value);
        Assert.AreEqual(SmallRatings.Train.Count, card.RatingCount);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Fit_ValidationFraction_WritesTheBestEpochWithAndWithoutARefit(bool refit)
    {
        var reports = new List<TrainingProgress>();
        var options = Small();
        options.Baseline = BaselineKind.GlobalMean; // As above.
        (options.ValidationFraction, options.RefitOnAllRatings, options.Progress) = (0.2, refit, reports.Add);

        var card = _mlContext.Recommendation().Trainers.AutoRec(options).Fit(Train).Card!;

        var best = reports.Where(report => !report.IsRefit).MinBy(report => report.ValidationRmse)!;
        Assert.AreEqual((best.Epoch, best.ValidationRmse), (card.Epochs, card.ValidationRmse));
        Assert.AreEqual(refit ? card.Epochs : 0, reports.Count(report => report.IsRefit));
        Assert.IsInRange(1, SmallRatings.Train.Count / 5 + 1, card.ValidationCount!.Value);
        Assert.AreEqual(SmallRatings.Train.Count, card.RatingCount);
    }

    [TestMethod]
    public void Fit_NoValidation_WritesEpochsAndNoError()
    {
        var card = Fit("AutoRec").Card;
        Assert.AreEqual((4, null, null), (card.Epochs, card.ValidationRmse, card.ValidationCount));
        var oneClass = Fit("AutoRecOneClass").Card;
        Assert.AreEqual((null, null, null), (oneClass.Epochs, oneClass.ValidationRmse, oneClass.ValidationCount));
    }

    [TestMethod]
    public void Fit_Blend_WritesAnErrorBelowTheDeviationOfTheRatings()
    {
        var card = Fit("AutoRecBlend").Card;
        Assert.IsNull(card.Epochs);
        Assert.IsInRange(1, (SmallRatings.Train.Count / 5) + 1, card.ValidationCount!.Value);
        var deviation = Math.Sqrt(SmallRatings.Train.Average(r => Math.Pow(r.Label - SmallRatings.Train.Average(other => other.Label), 2)));
        Assert.IsInRange(0.01, deviation, card.ValidationRmse!.Value);
    }

    [TestMethod]
    public void Options_AnyCulture_AreThoseThatWereSetInTheOrderOfTheirDeclaration()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = WithDecimalComma();
        try
        {
            var options = Small();
            (options.HiddenLayers, options.Lambda, options.Progress) = ([8, 4], 1.5, _ => { });
            var texts = _mlContext.Recommendation().Trainers.AutoRec(options).Fit(Train).Card!.Options;

            Assert.AreSequenceEqual(
                [("LabelColumnName", "Label"), ("MatrixColumnIndexColumnName", "user"), ("MatrixRowIndexColumnName", "item")],
                texts.Take(3));
            foreach (var text in new[] { ("HiddenLayers", "[8, 4]"), ("Lambda", "1.5"), ("Variant", "ItemBased"), ("KeepRatings", "True") })
                Assert.Contains(text, texts);
            Assert.IsEmpty(texts.Select(text => text.Name).Intersect(["Seed", "Progress", "CancellationToken", "EncoderPenalty"]));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [TestMethod]
    public void Options_Blend_HaveALineForEachMemberWithoutTheOptionsOfTheBlend()
    {
        var texts = Fit("AutoRecBlend").Card.Options;
        Assert.AreSequenceEqual(
            ["Members[0]", "Members[1]"],
            texts.Select(text => text.Name).Where(name => name.StartsWith("Members", StringComparison.Ordinal)));
        var members = texts.Where(text => text.Name.StartsWith("Members", StringComparison.Ordinal)).Select(text => text.Value).ToList();
        Assert.StartsWith("Variant = ItemBased, HiddenLayers = [8], Epochs = 4", members[0]);
        Assert.StartsWith("Variant = UserBased, HiddenLayers = [8], Epochs = 4", members[1]);
        Assert.DoesNotContain("ColdStart", members[0]);
        Assert.Contains(("ValidationFraction", "0.2"), texts);
    }

    [TestMethod]
    public void Load_MatrixModel_HasTheCardWithRowsAsItems()
    {
        var pivot = _mlContext.Transforms.PivotRatings("Ratings", "user", "item").Fit(Train);
        var options = new AutoRecMatrixTrainer.Options { HiddenLayers = [8], Epochs = 4, Seed = 7 };
        var model = _mlContext.Recommendation().Trainers.AutoRecMatrix(options).Fit(pivot.Transform(Train));

        var loaded = (AutoRecReconstructionTransformer)((IEnumerable<ITransformer>)_mlContext.Model.Load(Save(model), out _)).Last();

        var card = loaded.Card!;
        Assert.AreEqual(("AutoRecMatrix", 7, 4), (card.Trainer, card.Seed, card.Epochs));
        Assert.AreEqual((SmallRatings.Train.Count, SmallRatings.ItemCount - 2), (card.RatingCount, card.ItemCount));
        AssertSame(model.Card!, card);
    }

    [TestMethod]
    public void ToString_SingleModel_IsOneLine()
    {
        var card = Fit("AutoRec").Card;
        var text = card.ToString();
        Assert.StartsWith($"AutoRec of AutoRec.MLNet {card.PackageVersion}, trained 20", text);
        Assert.EndsWith(
            $" on {SmallRatings.Train.Count} ratings, 38 users × 28 items, engine Sparse, seed 7, 4 epochs", text);
    }

    private (ITransformer Model, ModelCard Card) Fit(string trainer, bool keepRatings = true)
    {
        var (trainers, single) = (_mlContext.Recommendation().Trainers, Small());
        single.KeepRatings = keepRatings;
        return trainer switch
        {
            "AutoRec" => Of(trainers.AutoRec(single).Fit(Train)),
            "AutoRecBlend" => Of(trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
            {
                MatrixColumnIndexColumnName = "user",
                MatrixRowIndexColumnName = "item",
                Members = [Small(), Small(AutoRecVariant.UserBased)],
                ValidationFraction = 0.2,
                KeepRatings = keepRatings,
                Seed = 7,
            }).Fit(Train)),
            _ => Of(trainers.AutoRecOneClass(new AutoRecOneClassTrainer.Options
            {
                MatrixColumnIndexColumnName = "user",
                MatrixRowIndexColumnName = "item",
                KeepRatings = keepRatings,
                Seed = 7,
            }).Fit(Train)),
        };

        static (ITransformer, ModelCard) Of(ITransformer model) => (model, CardOf(model));
    }

    private string Save(ITransformer model)
    {
        var file = Path.Combine(_folder, "model.zip");
        _mlContext.Model.Save(
            SmallRatings.Keys(_mlContext).Append(model), SmallRatings.Load(_mlContext, SmallRatings.All).Schema, file);
        return file;
    }

    private static CultureInfo WithDecimalComma()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        return culture;
    }

    private static AutoRecTrainer.Options Small(AutoRecVariant variant = AutoRecVariant.ItemBased)
    {
        var options = TrainingData.Small(seed: 7);
        options.Variant = variant;
        return options;
    }

    private static ModelCard CardOf(ITransformer model) => model switch
    {
        AutoRecPredictionTransformer<AutoRecModelParameters> single => single.Card!,
        AutoRecPredictionTransformer<AutoRecBlendModelParameters> blend => blend.Card!,
        _ => ((AutoRecPredictionTransformer<OneClassModelParameters>)model).Card!,
    };

    /// <summary>Asserts that all that is public is the same.</summary>
    private static void AssertSame(ModelCard expected, ModelCard actual)
    {
        foreach (var property in typeof(ModelCard).GetProperties().Where(property => property.Name != nameof(ModelCard.Options)))
            Assert.AreEqual(property.GetValue(expected), property.GetValue(actual), property.Name);
        Assert.AreSequenceEqual(expected.Options, actual.Options);
        var indices = Enumerable.Range(-1, SmallRatings.UserCount + 2);
        Assert.AreSequenceEqual(indices.Select(expected.RatingCountOfUser), indices.Select(actual.RatingCountOfUser));
        Assert.AreSequenceEqual(indices.Select(expected.RatingCountOfItem), indices.Select(actual.RatingCountOfItem));
    }

    private sealed class KeyedRating
    {
        public uint user { get; set; }

        public uint item { get; set; }
    }
}
