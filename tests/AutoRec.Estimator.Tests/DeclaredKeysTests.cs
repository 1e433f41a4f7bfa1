using AutoRec.Examples;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Keys without ratings, declared with <c>[KeyType]</c> or hashed: they change no score and cost nothing.</summary>
[TestClass]
public sealed class DeclaredKeysTests
{
    private const int Gap = 20_000; // Between the keys with ratings.

    private readonly MLContext _mlContext = new(seed: 1);

    private sealed class DenseRow
    {
        [KeyType(60)]
        [ColumnName("user")]
        public uint User { get; set; }

        [KeyType(40)]
        [ColumnName("item")]
        public uint Item { get; set; }

        public float Label { get; set; }
    }

    private sealed class SparseRow
    {
        [KeyType(60 * Gap)]
        [ColumnName("user")]
        public uint User { get; set; }

        [KeyType(40 * Gap)]
        [ColumnName("item")]
        public uint Item { get; set; }

        public float Label { get; set; }
    }

    private sealed class SparseSlotsRow
    {
        [KeyType(60 * 20)]
        [ColumnName("user")]
        public uint User { get; set; }

        [KeyType(40)]
        [ColumnName("item")]
        public uint Item { get; set; }

        public float Label { get; set; }
    }

    private static readonly (int User, int Item, float Label)[] Ratings =
    [
        .. TrainingData.Generate().GroupBy(rating => (rating.UserId, rating.ItemId)).Select(pair => pair.First())
            .Select(rating => (rating.UserId - 1, rating.ItemId - 1, rating.Label)),
    ];

    public static IEnumerable<Func<MLContext, IEstimator<ITransformer>>> Trainers =>
    [
        mlContext => mlContext.Recommendation().Trainers.AutoRec(Small(AutoRecVariant.ItemBased)),
        mlContext => mlContext.Recommendation().Trainers.AutoRec(Small(AutoRecVariant.UserBased)),
        mlContext => mlContext.Recommendation().Trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            Members = [Small(AutoRecVariant.ItemBased), Small(AutoRecVariant.UserBased)],
            Seed = 1,
        }),
        mlContext => mlContext.Recommendation().Trainers.AutoRecOneClass("Label", "user", "item", seed: 1),
    ];

    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void Fit_KeysWithGaps_GivesTheModelOfMappedKeysBitForBit(Func<MLContext, IEstimator<ITransformer>> trainer)
    {
        var (dense, sparse) = (Dense(), Sparse());
        var (ofDense, ofSparse) = (trainer(new(seed: 1)).Fit(dense), trainer(new(seed: 1)).Fit(sparse));
        var (mapped, declared) = (TrainingData.Scores(ofDense.Transform(dense)), TrainingData.Scores(ofSparse.Transform(sparse)));
        Assert.IsTrue(mapped.AsSpan().SequenceEqual(declared));
        var (mappedSize, declaredSize) = (SizeOf(ofDense, dense), SizeOf(ofSparse, sparse));
        Assert.IsLessThan(1.05 * mappedSize, declaredSize);
    }

    [TestMethod]
    public void Fit_MatrixWithUnratedSlots_GivesTheScoresWithoutThem()
    {
        var dense = PivotAndReconstruct(Dense());
        var sparse = PivotAndReconstruct(_mlContext.Data.LoadFromEnumerable(Ratings.Select(rating => new SparseSlotsRow
        {
            User = (uint)rating.User * 20,
            Item = (uint)rating.Item,
            Label = rating.Label,
        })));
        Assert.HasCount(dense.Length, sparse);
        for (var row = 0; row < dense.Length; row++)
        {
            Assert.HasCount(60 * 20, sparse[row]);
            Assert.AreSequenceEqual(dense[row], Enumerable.Range(0, 60).Select(user => sparse[row][user * 20]));
            Assert.HasCount(1, Enumerable.Range(0, 60 * 20).Where(slot => slot % 20 > 0).Select(slot => sparse[row][slot]).Distinct());
        }
    }

    [TestMethod]
    public void Fit_MillionsOfHashedKeys_TrainsAndScoresUnknownIds()
    {
        var ratings = TrainingData.Generate(users: 2000, items: 800, ratings: 50_000);
        var view = _mlContext.Data.LoadFromEnumerable(ratings);
        var pipeline = _mlContext.Transforms.Conversion.Hash("user", nameof(TrainingData.Rating.UserId), numberOfBits: 20)
            .Append(_mlContext.Transforms.Conversion.Hash("item", nameof(TrainingData.Rating.ItemId), numberOfBits: 20))
            .Append(_mlContext.Recommendation().Trainers.AutoRec(Small(AutoRecVariant.ItemBased)));
        var model = pipeline.Fit(view);
        Assert.IsLessThan(0.95, _mlContext.Regression.Evaluate(model.Transform(view)).RootMeanSquaredError);
        Assert.IsLessThan(600_000, SizeOf(model, view)); // A weight for each of two million keys takes 8 MB.

        using var engine = _mlContext.Model.CreatePredictionEngine<TrainingData.Rating, RatingScore>(model);
        var item = ratings.Where(rating => rating.ItemId == ratings[0].ItemId).Select(rating => rating.Label).ToArray();
        var unknownUser = engine.Predict(new() { UserId = -5, ItemId = ratings[0].ItemId }).Score;
        Assert.AreEqual(item.Average(), unknownUser, 0.05);
    }

    [TestMethod]
    public void Fit_ValidationOfUntrainedKeys_LeavesThemOutWithAWarning()
    {
        var log = new LogLines(_mlContext);
        var all = TrainingData.Mapped(_mlContext, TrainingData.Generate());
        var numbered = _mlContext.Transforms.Conversion.ConvertType("number", "UserId", DataKind.Single).Fit(all).Transform(all);
        var train = _mlContext.Data.FilterRowsByColumn(numbered, "number", upperBound: 50);
        var trainer = _mlContext.Recommendation().Trainers.AutoRec(Small(AutoRecVariant.ItemBased));
        var model = trainer.Fit(train, validationData: all).Model;
        Assert.Contains("or one without training ratings", string.Join("\n", log.Warnings));
        Assert.AreEqual((60, 40), (model.UserCount, model.ItemCount));
    }

    [TestMethod]
    public void Transform_MatrixWithOtherSlots_IsRefused()
    {
        var ratings = TrainingData.Generate();
        var pivot = _mlContext.Transforms.PivotRatings("Ratings", "user", "item");
        var (train, other) = (TrainingData.Mapped(_mlContext, ratings), TrainingData.Mapped(_mlContext, ratings.Reverse()));
        var options = new AutoRecMatrixTrainer.Options { HiddenLayers = [8], Epochs = 1, NumberOfThreads = 1, Seed = 1 };
        var network = _mlContext.Recommendation().Trainers.AutoRecMatrix(options).Fit(pivot.Fit(train).Transform(train));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => network.Transform(pivot.Fit(other).Transform(other)));
        Assert.Contains("have other names than in training", error.Message);
    }

    [TestMethod]
    public void Fit_ValidationOfAnotherMapping_IsRefused()
    {
        var ratings = TrainingData.Generate();
        var (train, validation) = (TrainingData.Mapped(_mlContext, ratings), TrainingData.Mapped(_mlContext, ratings.Reverse()));
        var trainer = _mlContext.Recommendation().Trainers.AutoRec(Small(AutoRecVariant.ItemBased));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(train, validation));
        Assert.Contains("stand for other ids", error.Message);
    }

    private sealed class RatingScore
    {
        public float Score { get; set; }
    }

    private static AutoRecTrainer.Options Small(AutoRecVariant variant)
    {
        var options = TrainingData.Small();
        options.Variant = variant;
        return options;
    }

    private IDataView Dense() => _mlContext.Data.LoadFromEnumerable(
        Ratings.Select(rating => new DenseRow { User = (uint)rating.User, Item = (uint)rating.Item, Label = rating.Label }));

    private IDataView Sparse() => _mlContext.Data.LoadFromEnumerable(Ratings.Select(rating => new SparseRow
    {
        User = (uint)rating.User * Gap,
        Item = (uint)rating.Item * Gap,
        Label = rating.Label,
    }));

    private float[][] PivotAndReconstruct(IDataView ratings)
    {
        var options = new AutoRecMatrixTrainer.Options { HiddenLayers = [8], Epochs = 4, NumberOfThreads = 1, Seed = 1 };
        var pipeline = _mlContext.Transforms.PivotRatings("Ratings", "user", "item")
            .Append(_mlContext.Recommendation().Trainers.AutoRecMatrix(options));
        return [.. pipeline.Fit(ratings).Transform(ratings).GetColumn<float[]>("Score")];
    }

    private long SizeOf(ITransformer model, IDataView input)
    {
        using var stream = new MemoryStream();
        _mlContext.Model.Save(model, input.Schema, stream);
        return stream.Length;
    }
}
