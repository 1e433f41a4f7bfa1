using AutoRec.Examples;
using AutoRec.Model;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>RMSE limits. A change that costs accuracy fails here.</summary>
[TestClass]
public sealed class AccuracyTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [RequiresMovieLens]
    public void Defaults_OnU1_PredictWithinTheGoldenRmse()
    {
        var (train, test) = _mlContext.Data.LoadMovieLensFold(RequiresMovieLensAttribute.DataPath("ml-100k"), "u1");
        var rmse = Rmse(new AutoRecTrainer.Options { Seed = 1 }, train, test);
        Assert.IsLessThanOrEqualTo(0.8855, rmse);
        Assert.IsGreaterThan(0.876, rmse, "Too good: test ratings may have leaked into training.");
    }

    [TestMethod]
    [RequiresMovieLens]
    public void Blend_OnU1_PredictsWithinTheGoldenRmse()
    {
        var (train, test) = _mlContext.Data.LoadMovieLensFold(RequiresMovieLensAttribute.DataPath("ml-100k"), "u1");
        var trainer = _mlContext.Recommendation().Trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            Seed = 1,
        });
        var rmse = Rmse(trainer, train, test);
        Assert.IsLessThanOrEqualTo(0.8825, rmse);
        Assert.IsGreaterThan(0.872, rmse, "Too good: test ratings may have leaked into training.");
    }

    [TestMethod]
    [RequiresMovieLens]
    public void ItemFeatures_ItemsWithFewRatings_LowerTheRmse()
    {
        var folder = RequiresMovieLensAttribute.DataPath("ml-latest-small");
        var split = _mlContext.Data.TrainTestSplit(_mlContext.Data.LoadMovieLens(folder), testFraction: 0.1, seed: 1);
        var plain = Rmse(new AutoRecTrainer.Options { Seed = 1 }, split.TrainSet, split.TestSet);
        var featured = Rmse(
            new AutoRecTrainer.Options { Seed = 1, MatrixRowFeaturesColumnName = "ItemFeatures" },
            _mlContext.Data.JoinMovieLensFeatures(split.TrainSet, folder),
            split.TestSet);
        Assert.IsLessThan(plain - 0.008, featured);
    }

    [TestMethod]
    [RequiresMovieLens]
    [DataRow("ml-100k", false)]
    [DataRow("ml-100k", true)]
    [DataRow("ml-latest-small", false)]
    [DataRow("ml-latest-small", true)]
    public void ItemFeatures_UsersOrItemsWithoutRatings_AreScoredByTheirFeatures(string release, bool items)
    {
        var folder = RequiresMovieLensAttribute.DataPath(release);
        var ratings = _mlContext.Data.LoadMovieLens(folder);
        var (train, test) = (Where(isHeldOut: false), Where(isHeldOut: true));
        var plain = Rmse(new AutoRecTrainer.Options { Seed = 1, Epochs = 10 }, train, test);
        var featured = Rmse(
            new AutoRecTrainer.Options
            {
                Seed = 1,
                Epochs = 10,
                MatrixRowFeaturesColumnName = "ItemFeatures",
                MatrixColumnFeaturesColumnName = release == "ml-100k" ? "UserFeatures" : null,
            },
            _mlContext.Data.JoinMovieLensFeatures(train, folder),
            _mlContext.Data.JoinMovieLensFeatures(test, folder));

        // Items gain by their features. The features of users hardly tell their ratings on these releases, so users must not lose.
        Assert.IsLessThan(items ? plain - 0.01 : plain + 0.01, featured);

        IDataView Where(bool isHeldOut) =>
            _mlContext.Data.FilterByCustomPredicate<MovieLensRating>(
                ratings, rating => (items ? rating.ItemId : rating.UserId) % 10 == 0 != isHeldOut);
    }

    [TestMethod]
    [RequiresMovieLens]
    public void UserBased_WithMoreLayersAndPenalty_ReachesTheGoldenRmse()
    {
        var (train, test) = _mlContext.Data.LoadMovieLensFold(RequiresMovieLensAttribute.DataPath("ml-100k"), "u1");
        var rmse = Rmse(
            new AutoRecTrainer.Options { Seed = 1, Variant = AutoRecVariant.UserBased, HiddenLayers = [512, 512], Lambda = 350 },
            train,
            test);
        Assert.IsLessThanOrEqualTo(0.915, rmse);
    }

    [TestMethod]
    [RequiresMovieLens]
    public void BothEngines_OnU1_PredictAlike()
    {
        var (train, test) = _mlContext.Data.LoadMovieLensFold(RequiresMovieLensAttribute.DataPath("ml-100k"), "u1");
        var (sparse, torch) = (TrainWith(TrainingEngine.Sparse), TrainWith(TrainingEngine.Torch));
        Assert.AreEqual(torch, sparse, 1e-6);

        double TrainWith(TrainingEngine engine) => Rmse(new AutoRecTrainer.Options { Seed = 2, Epochs = 20, Engine = engine }, train, test);
    }

    [TestMethod]
    [RequiresMovieLens]
    public void RoundWeights_OnU1_HalvesTheFileAtTheSameRmse()
    {
        var (train, test) = _mlContext.Data.LoadMovieLensFold(RequiresMovieLensAttribute.DataPath("ml-100k"), "u1");
        AutoRecTrainer.Options Options(bool round) => new() { Seed = 2, Epochs = 10, KeepRatings = false, RoundWeights = round };
        Assert.AreEqual(Rmse(Options(round: false), train, test), Rmse(Options(round: true), train, test), 1e-4);
        Assert.IsLessThan(0.56 * Bytes(Options(round: false)), Bytes(Options(round: true)));

        double Bytes(AutoRecTrainer.Options options)
        {
            (options.MatrixColumnIndexColumnName, options.MatrixRowIndexColumnName) = ("user", "item");
            var keys = _mlContext.Transforms.Conversion.MapValueToKey("user", "UserId")
                .Append(_mlContext.Transforms.Conversion.MapValueToKey("item", "ItemId"));
            using var stream = new MemoryStream();
            _mlContext.Model.Save(
                keys.Append(_mlContext.Recommendation().Trainers.AutoRec(options)).Fit(train), train.Schema, stream);
            return stream.Length;
        }
    }

    [TestMethod]
    [RequiresMovieLens]
    public void D2L_OnARandomSplit_ReachesItsPublishedRmse()
    {
        var ratings = _mlContext.Data.LoadMovieLens(RequiresMovieLensAttribute.DataPath("ml-100k"));
        var split = _mlContext.Data.TrainTestSplit(ratings, testFraction: 0.1, seed: 1);
        var options = AutoRecTrainer.Options.D2L();
        options.Seed = 1;
        var rmse = Rmse(options, split.TrainSet, split.TestSet);
        Assert.IsLessThanOrEqualTo(0.91, rmse);
        Assert.IsGreaterThanOrEqualTo(0.89, rmse);
    }

    [TestMethod]
    public void Defaults_OnGeneratedRatings_ComeCloserToTheNoiseFloorThanTheBiases()
    {
        var generated = RatingGenerator.Generate(seed: 1);
        var (train, test) = (Enumerable.Range(0, 90_000).ToArray(), Enumerable.Range(90_000, 10_000).ToArray());
        var options = new AutoRecTrainer.Options { Seed = 1, HiddenLayers = [64] };
        var rmse = Rmse(options, View(train), View(test));

        var biases = RatingBaseline.Fit(RatingMatrix.Create(
            generated.ItemCount,
            generated.UserCount,
            [.. train.Select(i => generated.Items[i])],
            [.. train.Select(i => generated.Users[i])],
            [.. train.Select(i => generated.Stars[i])]), BaselineKind.Biases);
        var biasRmse = Math.Sqrt(test.Average(i => Math.Pow(
            Math.Clamp(biases.Predict(biases.Rows[generated.Items[i]], generated.Users[i]), 1, 5) - generated.Stars[i], 2)));
        var floor = generated.NoiseFloor(test);
        Assert.IsLessThan(floor + 0.75 * (biasRmse - floor), rmse);

        IDataView View(int[] rows) => _mlContext.Data.LoadFromEnumerable(rows.Select(i => new TrainingData.Rating
        {
            UserId = generated.Users[i],
            ItemId = generated.Items[i],
            Label = generated.Stars[i],
        }).ToArray());
    }

    private double Rmse(AutoRecTrainer.Options options, IDataView train, IDataView test)
    {
        options.MatrixColumnIndexColumnName = "user";
        options.MatrixRowIndexColumnName = "item";
        return Rmse(_mlContext.Recommendation().Trainers.AutoRec(options), train, test);
    }

    private double Rmse(IEstimator<ITransformer> trainer, IDataView train, IDataView test)
    {
        var model = TrainingData.Keys(_mlContext).Append(trainer).Fit(train);
        return _mlContext.Recommendation().Evaluate(model.Transform(test)).RootMeanSquaredError;
    }
}
