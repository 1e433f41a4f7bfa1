using System.Text;
using AutoRec.Recommending;
using AutoRec.Saving;
using Microsoft.ML;

namespace AutoRec.Tests;

[TestClass]
public sealed class SavedRecommenderTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("autorec-tests-").FullName;

    private string FileName => Path.Combine(_folder, "model.zip");

    private DataViewSchema InputSchema => SmallRatings.Load(_mlContext, SmallRatings.All).Schema;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static IEnumerable<AutoRecVariant> Variants => Enum.GetValues<AutoRecVariant>();

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Load_SingleModel_RecommendsAsBeforeBitForBit(AutoRecVariant variant) =>
        AssertSameResults(TestModels.Recommending(TestModels.Default with { Variant = variant, Widths = [5, 3, 5] }));

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Load_NetworkWithASmallShare_RecommendsAsBeforeBitForBit(AutoRecVariant variant) =>
        AssertSameResults(TestModels.Recommending(TestModels.Default with { Variant = variant, Share = 0.25f }));

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Load_Blend_RecommendsAsBeforeBitForBit(AutoRecVariant variant) =>
        AssertSameResults(TestModels.RecommendingBlend(TestModels.Default with { Variant = variant }));

    [TestMethod]
    public void Save_WithoutRatings_IsSmallerAndRecommendsFromGivenRatings()
    {
        var (with, without) = (Save(keepRatings: true), Save(keepRatings: false));
        Assert.IsInRange(2 * SmallRatings.Train.Count, 4 * SmallRatings.Train.Count, Entry(with).Length - Entry(without).Length);
        Assert.IsLessThan(with.Length, without.Length);

        var model = SavedModels.Load(without, out var schema);
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => _mlContext.Model.CreateRecommender<string, int>(model, schema!));
        Assert.Contains("KeepRatings = false", error.Message);
        File.WriteAllBytes(FileName, without);
        error = Assert.ThrowsExactly<InvalidOperationException>(() => RatingModelFile.LoadRecommender(FileName));
        Assert.Contains("KeepRatings = false", error.Message);

        // The same ratings, given: the choice and the fold-in are the same.
        var train = SmallRatings.Load(_mlContext, SmallRatings.Train);
        var given = _mlContext.Model.CreateRecommenderFromRatings<string, int>(model, train);
        var kept = _mlContext.Model.CreateRecommenderFromRatings<string, int>(SavedModels.Load(with, out _), train);
        Assert.AreSequenceEqual(RecommenderResults.Of(kept), RecommenderResults.Of(given));

        byte[] Save(bool keepRatings) => SavedModels.Save(
            _mlContext, SmallRatings.Keys(_mlContext).Append(TestModels.Recommending(TestModels.Default, keepRatings)), InputSchema);

        static byte[] Entry(byte[] zip) => SavedModels.ReadEntry(zip, PredictionFormat.SingleLoader);
    }

    [TestMethod]
    [DataRow("autorec-format-1")]
    [DataRow("autorec-format-1-blend")]
    [DataRow("autorec-format-2")]
    [DataRow("autorec-format-2-blend")]
    public void CreateRecommender_ModelOfAnEarlierFormat_SaysToTrainAgain(string name)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Models", $"{name}.zip");
        var model = _mlContext.Model.Load(file, out var schema);
        AssertEarlier(() => _mlContext.Model.CreateRecommender<string, int>(model, schema));
        var ratings = SmallRatings.Load(_mlContext, SmallRatings.Train);
        AssertEarlier(() => _mlContext.Model.CreateRecommenderFromRatings<string, int>(model, ratings));
        AssertEarlier(() => RatingModelFile.LoadRecommender(file));
        Assert.IsTrue(float.IsFinite(RatingModelFile.Load(file).Score(item: 0, user: 0)));
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => RatingModelFile.Load(file).FoldInUser([new(0, 3)]));
        Assert.Contains("earlier version without λ", error.Message);

        static void AssertEarlier(Action create)
        {
            var error = Assert.ThrowsExactly<InvalidOperationException>(create);
            Assert.Contains("only predicts ratings: it was saved by an earlier version", error.Message);
            Assert.Contains("and save it", error.Message);
        }
    }

    [TestMethod]
    [DataRow("autorec-format-3", false)]
    [DataRow("autorec-format-3-blend", true)]
    public void CreateRecommender_ModelOfALaterFormat_RecommendsAsWhenItWasSaved(string name, bool isBlend)
    {
        var model = _mlContext.Model.Load(Path.Combine(AppContext.BaseDirectory, "Models", $"{name}.zip"), out var schema);
        ITransformer fresh = isBlend ? TestModels.RecommendingBlend(TestModels.Default) : TestModels.Recommending(TestModels.Default);
        var (expected, actual) = (
            _mlContext.Model.CreateRecommender<string, int>(SmallRatings.Keys(_mlContext).Append(fresh), schema),
            _mlContext.Model.CreateRecommender<string, int>(model, schema));
        foreach (var user in expected.Users)
        {
            var (first, second) = (expected.Recommend(user, 5), actual.Recommend(user, 5));
            for (var n = 0; n < first.Count; n++)
            {
                Assert.AreEqual(first[n].Score, second[n].Score, 1e-4f);
                Assert.AreEqual(first[n].Rating.Interval().High, second[n].Rating.Interval().High, 1e-4f);
            }
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(255)]
    [DataRow(256)]
    [DataRow(257)]
    [DataRow(900)]
    public void Read_HistoryOfAnyNumberOfDistinctRatings_IsTheSame(int distinct)
    {
        var items = RandomRatings.Create(items: 100, users: 70, density: 0.2);
        var next = 0;
        items = items.Map(_ => next++ % distinct / 7f - 3);
        Assert.HasCount(distinct, items.Values.ToArray().Distinct());
        var model = TestRecommendation.Create(items, TestModels.Default);
        var read = ReadPayload(ToPayload(model)).Recommendation!;

        var (expected, actual) = (model.History!, read.History!);
        Assert.AreSequenceEqual(expected.RowPointers.ToArray(), actual.RowPointers.ToArray());
        Assert.AreSequenceEqual(expected.ColumnIndices.ToArray(), actual.ColumnIndices.ToArray());
        Assert.AreSequenceEqual(expected.Values.ToArray(), actual.Values.ToArray());
        Assert.AreEqual((expected.RowCount, expected.ColumnCount), (actual.RowCount, actual.ColumnCount));
        Assert.AreSequenceEqual(model.Choice.Factors, read.Choice.Factors);
        Assert.AreSequenceEqual(model.Choice.Counts, read.Choice.Counts);
        Assert.AreEqual(
            (model.Choice.Scale, model.Choice.Mean, model.Choice.UserCount, model.Noise),
            (read.Choice.Scale, read.Choice.Mean, read.Choice.UserCount, read.Noise));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Read_RecommendationCutOrAltered_SaysTruncatedOrAltered(bool manyDistinctRatings)
    {
        var items = RandomRatings.Create(items: 6, users: 60, density: manyDistinctRatings ? 1 : 0.1);
        if (manyDistinctRatings)
        {
            var next = 0;
            items = items.Map(_ => next++);
        }

        var model = TestRecommendation.Create(items, TestModels.Default with { Widths = [1] });
        var payload = ToPayload(model);
        var start = ToPayload(model, recommends: false).Length - 32; // Without its checksum.
        Assert.IsGreaterThan(start + 1000, payload.Length);
        for (var position = start - 1; position < payload.Length; position++)
        {
            AssertDamaged(payload[..position], $"cut to {position} bytes");
            foreach (var change in new byte[] { 0x01, 0x55, 0x80 })
            {
                var altered = (byte[])payload.Clone();
                altered[position] ^= change;
                AssertDamaged(altered, $"byte {position} altered");
            }
        }

        static void AssertDamaged(byte[] payload, string what)
        {
            var error = Assert.ThrowsExactly<InvalidDataException>(() => ReadPayload(payload), what);
            Assert.Contains("truncated or altered", error.Message, what);
        }
    }

    private void AssertSameResults(ITransformer model)
    {
        var pipeline = SmallRatings.Keys(_mlContext).Append(model);
        var fitted = _mlContext.Model.CreateRecommender<string, int>(pipeline, InputSchema);
        var expected = RecommenderResults.Of(fitted);
        Assert.IsGreaterThan(1000, expected.Length);

        var loaded = SavedModels.Load(SavedModels.Save(_mlContext, pipeline, InputSchema), out var schema);
        Assert.AreSequenceEqual(expected, RecommenderResults.Of(_mlContext.Model.CreateRecommender<string, int>(loaded, schema!)));

        // Without ML.NET, the ids are the indices.
        _mlContext.Model.Save(pipeline, InputSchema, FileName);
        var plain = RatingModelFile.LoadRecommender(FileName);
        Assert.AreSequenceEqual(Enumerable.Range(0, SmallRatings.ItemCount), plain.Items);
        Assert.AreSequenceEqual(Enumerable.Range(0, SmallRatings.UserCount), plain.Users);
        Assert.AreSequenceEqual(
            expected, RecommenderResults.Of(plain, item => $"{fitted.Items[item]}", user => fitted.Users[user]));
    }

    private static byte[] ToPayload(RecommendationModel model, bool recommends = true)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            PredictionFormat.Single.Write(
                writer, new("user", "item", (AutoRecModelParameters)model.Ratings, recommends ? model : null));
        }

        return stream.ToArray();
    }

    private static SavedPrediction<AutoRecModelParameters> ReadPayload(byte[] payload)
    {
        using var reader = new BinaryReader(new MemoryStream(payload));
        return PredictionFormat.Single.Read(reader);
    }
}
