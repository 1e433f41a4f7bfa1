using AutoRec.Examples;
using AutoRec.Interop;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>The probabilities of rating levels, from training to the saved model.</summary>
[TestClass]
public sealed class RatingProbabilitiesTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public static IEnumerable<string> Models => ["item-based", "user-based", "blend"];

    private IDataView Ratings => _mlContext.Data.LoadFromEnumerable(TrainingData.Generate());

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void ProbabilitiesColumn_Pairs_HoldsTheProbabilitiesOfTheRecommender(string kind)
    {
        var model = Pipeline(kind, "P").Fit(Ratings);
        var recommender = _mlContext.Model.CreateRecommender<int, int>(model, Ratings.Schema);
        var rows = Rows(model.Transform(Ratings));
        Assert.HasCount(TrainingData.Generate().Length, rows);
        foreach (var (rating, probabilities) in TrainingData.Generate().Zip(rows).Take(200))
        {
            var estimate = recommender.Predict(rating.UserId, rating.ItemId);
            Assert.AreSequenceEqual(estimate.Levels.Select(level => (float)level.Probability), probabilities);
            Assert.AreEqual(1, probabilities.Sum(), 1e-5);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void ProbabilitiesColumn_Schema_NamesTheLevelsBeforeAndAfterTheFit(string kind)
    {
        var pipeline = Pipeline(kind, "P");
        var column = pipeline.Fit(Ratings).Transform(Ratings).Schema["P"];
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        Assert.AreSequenceEqual(
            TrainingData.Generate().Select(rating => rating.Label).Distinct().Order().Select(label => $"{label}"),
            names.DenseValues().Select(name => $"{name}"));
        var shape = pipeline.GetOutputSchema(MLNetBorder.ShapeOf(Ratings.Schema)).Single(one => one.Name == "P");
        Assert.AreEqual(SchemaShape.Column.VectorKind.Vector, shape.Kind);
        Assert.Contains("SlotNames", shape.Annotations.Select(annotation => annotation.Name));
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void ProbabilitiesColumn_SavedModel_IsTheSame(string kind)
    {
        var model = Pipeline(kind, "P").Fit(Ratings);
        using var stream = new MemoryStream();
        _mlContext.Model.Save(model, Ratings.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out _);
        foreach (var (expected, actual) in Rows(model.Transform(Ratings)).Zip(Rows(loaded.Transform(Ratings))))
            Assert.AreSequenceEqual(expected, actual);
    }

    [TestMethod]
    public void ProbabilitiesColumn_WithoutKeptRatings_IsTheSame()
    {
        var expected = Rows(Pipeline("item-based", "P").Fit(Ratings).Transform(Ratings));
        var actual = Rows(Pipeline("item-based", "P", keepRatings: false).Fit(Ratings).Transform(Ratings));
        Assert.AreSequenceEqual(expected.SelectMany(row => row), actual.SelectMany(row => row));
    }

    [TestMethod]
    public void ProbabilitiesColumn_ColdUser_HoldsUsableProbabilities()
    {
        var model = Pipeline("item-based", "P").Fit(Ratings);
        var cold = _mlContext.Data.LoadFromEnumerable(
            [new TrainingData.Rating { UserId = 99_999, ItemId = 1 }, new TrainingData.Rating { UserId = 1, ItemId = 99_999 }]);
        foreach (var row in Rows(model.Transform(cold)))
            Assert.IsTrue(row.All(probability => probability is > 0 and < 1), string.Join(' ', row));
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Fit_TooManyLevels_SaysWhatToDoBeforeItTrains(string kind)
    {
        var ratings = _mlContext.Data.LoadFromEnumerable(
            TrainingData.Generate().Select((rating, n) => new TrainingData.Rating
            {
                UserId = rating.UserId,
                ItemId = rating.ItemId,
                Label = rating.Label + (n % 21 * 0.01f),
            }));
        var epochs = 0;
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Pipeline(kind, "P", progress: () => epochs++).Fit(ratings));
        Assert.Contains("'Label' has more than 20 distinct ratings", error.Message);
        Assert.Contains("ProbabilitiesColumnName is 'P'", error.Message);
        Assert.AreEqual(0, epochs);

        var model = Pipeline(kind, null).Fit(ratings);
        var estimate = _mlContext.Model.CreateRecommender<int, int>(model, ratings.Schema).Predict(1, 1);
        Assert.IsEmpty(estimate.Levels);
        Assert.IsInRange(0.01, 0.99, estimate.ProbabilityAtLeast(estimate.Rating + 0.1f));
    }

    [TestMethod]
    [DataRow("Score")]
    [DataRow("Label")]
    [DataRow("user")]
    [DataRow("item")]
    [DataRow("")]
    public void Options_UnusableColumn_AreRefused(string name)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Pipeline("item-based", name));
        Assert.Contains("ProbabilitiesColumnName", error.Message);
    }

    [TestMethod]
    [RequiresMovieLens]
    public void Levels_OnU1_AreCalibratedAndWithinTheGoldenLogLoss()
    {
        var (train, test) = _mlContext.Data.LoadMovieLensFold(RequiresMovieLensAttribute.DataPath("ml-100k"), "u1");
        var trainer = _mlContext.Recommendation().Trainers.AutoRec("Label", "user", "item", seed: 1);
        var keys = _mlContext.Transforms.Conversion.MapValueToKey("user", "UserId")
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("item", "ItemId"));
        var recommender = _mlContext.Model.CreateRecommender<int, int>(keys.Append(trainer).Fit(train), train.Schema);
        var known = _mlContext.Data.CreateEnumerable<MovieLensRating>(test, false)
            .Where(rating => recommender.Items.Contains(rating.ItemId)).ToArray();
        double logLoss = 0, central = 0, errors = 0, high = 0;
        foreach (var ofUser in known.GroupBy(rating => rating.UserId))
        {
            foreach (var rating in ofUser)
            {
                var estimate = recommender.Predict(rating.UserId, rating.ItemId);
                var level = estimate.Levels.Single(one => one.Rating == rating.Label).Probability;
                var below = 1 - estimate.ProbabilityAtLeast(rating.Label);
                logLoss -= Math.Log(level);
                central += Math.Max(0, Math.Min(0.9, below + level) - Math.Max(0.1, below)) / level;
                errors += Math.Abs(estimate.Median - rating.Label);
                high += estimate.ProbabilityAtLeast(4) - (rating.Label >= 4 ? 1 : 0);
            }
        }

        Assert.IsLessThanOrEqualTo(1.195, logLoss / known.Length);
        Assert.IsInRange(0.79, 0.82, central / known.Length);
        Assert.IsLessThanOrEqualTo(0.65, errors / known.Length);
        Assert.IsInRange(-0.015, 0.015, high / known.Length);
    }

    private static float[][] Rows(IDataView scored) =>
        [.. scored.GetColumn<VBuffer<float>>("P").Select(row => row.DenseValues().ToArray())];

    private IEstimator<ITransformer> Pipeline(
        string kind, string? probabilities, bool keepRatings = true, Action? progress = null)
    {
        AutoRecTrainer.Options Member(AutoRecVariant variant) => new()
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            Variant = variant,
            HiddenLayers = [8],
            Epochs = 5,
            Seed = 1,
        };
        var keys = _mlContext.Transforms.Conversion.MapValueToKey("user", "UserId")
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("item", "ItemId"));
        if (kind == "blend")
        {
            return keys.Append(_mlContext.Recommendation().Trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
            {
                MatrixColumnIndexColumnName = "user",
                MatrixRowIndexColumnName = "item",
                Members = [Member(AutoRecVariant.ItemBased), Member(AutoRecVariant.UserBased)],
                ProbabilitiesColumnName = probabilities,
                KeepRatings = keepRatings,
                Progress = _ => progress?.Invoke(),
                Seed = 1,
            }));
        }

        var options = Member(kind == "user-based" ? AutoRecVariant.UserBased : AutoRecVariant.ItemBased);
        (options.ProbabilitiesColumnName, options.KeepRatings, options.Progress) = (probabilities, keepRatings, _ => progress?.Invoke());
        return keys.Append(_mlContext.Recommendation().Trainers.AutoRec(options));
    }
}
