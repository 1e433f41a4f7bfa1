using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Keys and scores in ONNX Runtime, compared with those of ML.NET: all pairs of known, cold and unknown ids.</summary>
[TestClass]
public sealed class PairExportTests
{
    private static readonly MLContext Context = new();

    private static readonly Pair<string, int>[] AllPairs =
    [
        .. from user in Enumerable.Range(0, SmallRatings.UserCount + 1)
           from item in Enumerable.Range(0, SmallRatings.ItemCount + 1)
           select new Pair<string, int> { UserId = SmallRatings.UserId(user), ItemId = SmallRatings.ItemId(item) },
    ];

    private sealed class Pair<TUser, TItem>
    {
        public TUser UserId { get; set; } = default!;
        public TItem ItemId { get; set; } = default!;
    }

    private sealed class Scored
    {
        public float Score { get; set; }
    }

    public static IEnumerable<object[]> Activations => Enum.GetValues<Activation>().Select(activation => new object[] { activation });

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public void Export_SingleModel_ScoresEqually(AutoRecVariant variant) =>
        AssertExported(TestModels.Prediction(TestModels.Default with { Variant = variant }));

    [TestMethod]
    [DynamicData(nameof(Activations))]
    public void Export_DeepModelOfAnyDecoder_ScoresEqually(Activation decoder) => AssertExported(TestModels.Prediction(
        TestModels.Default with { Widths = [8, 4], Decoder = decoder, OutputShift = 0.3f, OutputSpan = 1.7f, Deviation = 0.6 }));

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public void Export_ModelOfTheUsualWidth_ScoresEqually(AutoRecVariant variant) =>
        AssertExported(TestModels.Prediction(TestModels.Default with { Variant = variant, Widths = [500] }));

    [TestMethod]
    [DataRow(BaselineKind.None, ColdStart.Mean, false)]
    [DataRow(BaselineKind.None, ColdStart.NaN, true)]
    [DataRow(BaselineKind.GlobalMean, ColdStart.NaN, false)]
    public void Export_OtherBaselineAndColdStart_ScoresEqually(BaselineKind baseline, ColdStart coldStart, bool clip) =>
        AssertExported(TestModels.Prediction(
            TestModels.Default with { Baseline = baseline, ColdStart = coldStart, Clip = clip, Deviation = 1 }));

    [TestMethod]
    [DataRow(ColdStart.Mean, true)]
    [DataRow(ColdStart.Mean, false)]
    [DataRow(ColdStart.NaN, true)]
    public void Export_BlendOfBothVariants_ScoresEqually(ColdStart coldStart, bool clip) =>
        AssertExported(TestModels.Blend(TestModels.Default with { ColdStart = coldStart, Clip = clip, Deviation = 1 }));

    [TestMethod]
    public void Export_ModelsWithoutIndicesForUnratedKeys_ScoreEqually()
    {
        AssertExported(KeyedModels.Single(AutoRecVariant.ItemBased));
        AssertExported(KeyedModels.Single(AutoRecVariant.UserBased));
        AssertExported(KeyedModels.Blend());
        AssertExported(KeyedModels.OneClass());
    }

    [TestMethod]
    public void Export_OneClassModel_ScoresEqually() => AssertExported(TestModels.OneClass());

    [TestMethod]
    public void Export_TrainedAndLoadedModels_ScoreEqually()
    {
        foreach (var (_, model) in TrainedModels.All)
        {
            var pipeline = TrainedModels.Pipeline(Context, model);
            var saved = SavedModels.Save(Context, pipeline, SmallRatings.Load(Context, SmallRatings.All).Schema);
            AssertExported(SavedModels.Load(saved, out _), ExpectedScores(pipeline, AllPairs));
        }
    }

    [TestMethod]
    [DataRow(9)]
    [DataRow(10)]
    [DataRow(11)]
    public void Export_EarlierOperators_ScoresEqually(int version)
    {
        var pipeline = SmallRatings.Keys(Context).Append(TestModels.Blend(TestModels.Default));
        AssertExported(pipeline, ExpectedScores(pipeline, AllPairs), version);
    }

    [TestMethod]
    public void Export_AppliedByMLNet_ScoresEqually()
    {
        var pipeline = SmallRatings.Keys(Context).Append(TestModels.Prediction(TestModels.Default));
        var pairs = Context.Data.LoadFromEnumerable(AllPairs);
        using var file = OnnxFile.Export(pipeline, pairs);
        var applied = Context.Transforms.ApplyOnnxModel(["Score.output"], ["UserId", "ItemId"], file.Path).Fit(pairs).Transform(pairs);
        float[] scores = [.. applied.GetColumn<float[]>("Score").Select(score => score.Single())];
        OnnxFile.AssertEqual(ExpectedScores(pipeline, AllPairs), scores);
    }

    [TestMethod]
    public void Export_Int64Ids_ScoresEqually() =>
        AssertIds(user => 90_071_992_547_409_930L + user, item => -(long)item, long.MinValue, 1L);

    [TestMethod]
    public void Export_TextIds_ScoresEqually() => AssertIds(user => $"Łukasz {user}", item => $"00{item}", "Łukasz", "");

    [TestMethod]
    public void Export_SingleIds_ScoresEqually() => AssertIds(user => user + 0.5f, item => (float)item, -1f, 0.25f);

    [TestMethod]
    public void Export_KeysWithoutMapping_ScoresEqually()
    {
        var transformer = TestModels.Prediction(TestModels.Default);
        var input = KeyedRatings.Load<ushort>(Context, [], SmallRatings.ItemCount, SmallRatings.UserCount);
        using var file = OnnxFile.Export(transformer, input);
        (int Item, int User)[] keys = [(1, 1), (0, 3), (3, 0), (0, 0), (30, 40), (31, 40), (30, 41), (65535, 65535)];
        var scores = file.Score(
            OnnxFile.Column("item", Array.ConvertAll(keys, key => (ushort)key.Item)),
            OnnxFile.Column("user", Array.ConvertAll(keys, key => (ushort)key.User)),
            OnnxFile.Column("Label", new float[keys.Length]));
        OnnxFile.AssertEqual(Array.ConvertAll(keys, key => transformer.Model.Score(key.Item - 1, key.User - 1)), scores);
    }

    [TestMethod]
    public void Export_ColumnsThatAreNamedLikeTheParts_ScoresEqually()
    {
        var rename = Context.Transforms.CopyColumns("floats", "UserId").Append(Context.Transforms.CopyColumns("int64", "ItemId"))
            .Append(Context.Transforms.Conversion.MapValueToKey("user", "floats"))
            .Append(Context.Transforms.Conversion.MapValueToKey("item", "int64"))
            .Fit(SmallRatings.Load(Context, SmallRatings.All));
        var pipeline = rename.Append(TestModels.Prediction(TestModels.Default)).Append(
            Context.Transforms.CopyColumns("Rating", "Score").Fit(
                TestModels.Prediction(TestModels.Default).Transform(SmallRatings.LoadKeyed(Context, SmallRatings.All))));
        AssertExported(pipeline, ExpectedScores(pipeline, AllPairs));
    }

    [TestMethod]
    public void Export_FileLength_GrowsWithUsersPlusItems()
    {
        Assert.AreEqual(4.0, (double)LengthOf(400) / LengthOf(100), 0.4);

        long LengthOf(int count)
        {
            int[] side = [.. Enumerable.Range(0, count)];
            var ratings = RatingMatrix.Create(count, count, side, side, [.. side.Select(n => 1f + n % 5)]);
            var model = TestModels.Create(ratings, TestModels.Default with { Widths = [64] });
            var transformer = new AutoRecPredictionTransformer<AutoRecModelParameters>(new("user", "item", model, recommendation: null));
            using var file = OnnxFile.Export(transformer, KeyedRatings.Load<uint>(Context, [], (ulong)count, (ulong)count));
            return file.Length;
        }
    }

    private static void AssertExported(ITransformer transformer)
    {
        var pipeline = SmallRatings.Keys(Context).Append(transformer);
        AssertExported(pipeline, ExpectedScores(pipeline, AllPairs));
    }

    private static void AssertExported(ITransformer pipeline, float[] expected, int version = 12)
    {
        Assert.IsGreaterThan(100, expected.Distinct().Count());
        using var file = OnnxFile.Export(pipeline, Context.Data.LoadFromEnumerable(AllPairs), version);
        var scores = file.Score(
            OnnxFile.Column("UserId", Array.ConvertAll(AllPairs, pair => pair.UserId)),
            OnnxFile.Column("ItemId", Array.ConvertAll(AllPairs, pair => pair.ItemId)));
        OnnxFile.AssertEqual(expected, scores);
    }

    private static void AssertIds<T>(Func<int, T> user, Func<int, T> item, params T[] unknown)
    {
        var (users, items) = (Enumerable.Range(0, SmallRatings.UserCount), Enumerable.Range(0, SmallRatings.ItemCount));
        var known = users.Zip(items.Concat(items), (u, i) => new Pair<T, T> { UserId = user(u), ItemId = item(i) });
        var keys = SmallRatings.KeyMapping(Context).Fit(Context.Data.LoadFromEnumerable(known.ToArray()));
        var pipeline = keys.Append(TestModels.Prediction(TestModels.Default));
        Pair<T, T>[] pairs =
        [
            .. from u in users.Select(user).Concat(unknown) from i in items.Select(item).Concat(unknown)
               select new Pair<T, T> { UserId = u, ItemId = i },
        ];

        using var file = OnnxFile.Export(pipeline, Context.Data.LoadFromEnumerable(pairs));
        var scores = file.Score(
            OnnxFile.Column("UserId", Array.ConvertAll(pairs, pair => pair.UserId)),
            OnnxFile.Column("ItemId", Array.ConvertAll(pairs, pair => pair.ItemId)));
        OnnxFile.AssertEqual(ExpectedScores(pipeline, pairs), scores);
    }

    private static float[] ExpectedScores<TPair>(ITransformer pipeline, TPair[] pairs)
        where TPair : class =>
        [
            .. Context.Data.CreateEnumerable<Scored>(
                pipeline.Transform(Context.Data.LoadFromEnumerable(pairs)), reuseRowObject: false).Select(row => row.Score),
        ];
}
