using AutoRec.Recommending;
using AutoRec.Training;

namespace AutoRec.Tests;

[TestClass]
public sealed class NoiseFitTests
{
    private static readonly RatingMatrix Items = RandomRatings.Create();

    private static readonly Func<RatingMatrix, IRatingModel>[] Models =
    [
        items => TestRecommendation.RatingModel(items, new()),
        items => TestRecommendation.RatingModel(items, new() { Widths = [5, 3, 5], Baseline = BaselineKind.None }),
        items => TestRecommendation.RatingModel(items, new() { Variant = AutoRecVariant.UserBased }),
        items => TestRecommendation.Blend(items, new()),
        UserBasedBlend,
        items => TestRecommendation.RatingModel(items, new() { ColdStart = ColdStart.NaN }),
    ];

    public static IEnumerable<int> Kinds => Enumerable.Range(0, Models.Length);

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Fit_AnyNumberOfThreads_GivesTheSameNumbers(int kind)
    {
        var model = Models[kind](Items);
        var expected = Fit(model, Items, threads: 1);
        foreach (var threads in new[] { 2, 8 })
            Assert.AreEqual(expected, Fit(model, Items, threads));
        Assert.AreNotEqual(expected, Fit(model, Items, threads: 1, seed: 2));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Fit_Ratings_GivesAUsableVariance(int kind)
    {
        var noise = Fit(Models[kind](Items), Items);
        Assert.IsInRange(0.3f, 4, noise.Deviation(0.01, userCount: 15, itemCount: 15));
        Assert.IsTrue(noise is { Variance: > 0, OfFoldIn: >= 0, OfUser: >= 0, OfItem: >= 0 });
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Fit_ScaleTenTimesAsWide_GivesTenTimesTheDeviation(int kind)
    {
        var wide = Items.Map(rating => 10 * rating);
        var (expected, actual) = (Fit(Models[kind](Items), Items), Fit(Models[kind](wide), wide));
        Assert.AreEqual(10 * expected.Deviation(0, 3, 3), actual.Deviation(0, 3, 3), 0.02 * actual.Deviation(0, 3, 3));
    }

    public static IEnumerable<(string, int, int, (int, int, float)[])> Tiny =>
    [
        ("one rating", 1, 1, [(0, 0, 3)]),
        ("two ratings of one user", 2, 1, [(0, 0, 3), (1, 0, 5)]),
        ("two ratings of one item", 1, 2, [(0, 0, 3), (0, 1, 5)]),
        ("two ratings that share nothing", 2, 2, [(0, 0, 3), (1, 1, 5)]),
        ("three ratings", 2, 2, [(0, 0, 3), (0, 1, 4), (1, 1, 5)]),
        ("a full matrix", 2, 2, [(0, 0, 3), (0, 1, 4), (1, 0, 2), (1, 1, 5)]),
        ("equal ratings", 2, 2, [(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1)]),
        ("cold rows and columns", 4, 4, [(1, 1, 3), (1, 3, 4), (3, 3, 2), (3, 1, 5)]),
    ];

    [TestMethod]
    [DynamicData(nameof(Tiny))]
    public void Fit_TinyData_GivesAPositiveVariance(string what, int itemCount, int userCount, (int, int, float)[] ratings)
    {
        var items = RandomRatings.Of(itemCount, userCount, ratings);
        foreach (var create in Models)
        {
            var noise = Fit(create(items), items);
            Assert.IsTrue(noise is { Variance: > 0 and < 100, OfFoldIn: >= 0, OfUser: >= 0, OfItem: >= 0 }, $"{what}: {noise}");
            Assert.IsTrue(float.IsFinite(noise.Deviation(1, 0, 0)), $"{what}: {noise}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Fit_ModelOfAPartOfTheRatings_IgnoresWhatItHasNotSeen(int kind)
    {
        // An early stopping without a refit keeps a model of a part of the ratings.
        var sparse = RandomRatings.Create(density: 0.05);
        var part = sparse.Where(position => position % 3 == 0);
        Assert.IsNotEmpty(sparse.RatedRows().Except(part.RatedRows()));
        Assert.IsNotEmpty(sparse.Transpose().RatedRows().Except(part.Transpose().RatedRows()));
        var noise = Fit(Models[kind](part), sparse);
        Assert.IsTrue(float.IsFinite(noise.Deviation(1, 0, 0)));
    }

    [TestMethod]
    public void Fit_BlendOfEqualUserBasedModels_IsTheFitOfOne()
    {
        var blend = UserBasedBlend(Items);
        var one = Fit(blend.Members[0], Items);
        var both = Fit(blend, Items);
        Assert.AreEqual(one.Deviation(0, 10, 10), both.Deviation(0, 10, 10), 1e-3f * one.Deviation(0, 10, 10));
    }

    [TestMethod]
    [DataRow(0.3)]
    [DataRow(0.9)]
    public void Fit_RatingsWithKnownNoise_FindsIt(double deviation)
    {
        // The model predicts the mean rating of 3 everywhere, so all its error is the noise.
        var random = new Random(3);
        var items = RandomRatings.Create(density: 0.4).Map(_ => 3 + (float)(deviation * Gaussian(random)));
        var model = TestRecommendation.RatingModel(items, new() { Deviation = 0, Baseline = BaselineKind.None });
        var counts = (User: items.Count / items.ColumnCount / 2, Item: items.Count / items.RowCount);
        Assert.AreEqual(deviation, Fit(model, items).Deviation(0, counts.User, counts.Item), 0.2 * deviation);
    }

    [TestMethod]
    public void Fit_Canceled_ThrowsTheCancellationItself()
    {
        var calls = 0;
        void ThrowIfCanceled()
        {
            if (Interlocked.Increment(ref calls) > Items.RowCount + 5)
                throw new OperationCanceledException();
        }

        var model = Models[0](Items);
        Assert.ThrowsExactly<OperationCanceledException>(() =>
            new NoiseFit(model, Items.Transpose(), Items, seed: 1, new(threads: 2, ThrowIfCanceled)).Fit());
    }

    public static IEnumerable<int> SingleKinds => Kinds.Where(kind => Models[kind](Items) is AutoRecModelParameters);

    [TestMethod]
    [DynamicData(nameof(SingleKinds))]
    public void RowsWithout_OneRating_IsTheEncodingOfTheOthers(int kind)
    {
        var model = (AutoRecModelParameters)Models[kind](Items);
        var rows = model.Variant == AutoRecVariant.ItemBased ? Items : Items.Transpose();
        var without = new RowsWithout(model, rows, new(threads: 1, () => { }));
        foreach (var row in rows.RatedRows().Where(row => rows.CountOf(row) > 1))
        {
            foreach (var at in new[] { 0, rows.CountOf(row) - 1 })
            {
                var column = rows.ColumnsOf(row)[at];
                var (columns, ratings) = (rows.ColumnsOf(row).ToArray().ToList(), rows.ValuesOf(row).ToArray().ToList());
                columns.RemoveAt(at);
                ratings.RemoveAt(at);
                var code = new float[model.CodeLength];
                var expected = model.Encode(columns.ToArray(), ratings.ToArray(), code);
                var actual = without.Encode(row, column);
                Assert.AreEqual(expected.Bias, actual.Bias, 1e-5f);
                for (var k = 0; k < code.Length; k++)
                    Assert.AreEqual(code[k], actual.Code[k], 1e-5f);
            }
        }
    }

    [TestMethod]
    public void RowsWithout_RatingWithAWeight_HasTheBiasOfTheOthers()
    {
        int[] rows = [.. Enumerable.Range(0, Items.RowCount).SelectMany(row => Enumerable.Repeat(row, Items.CountOf(row)))];
        float[] weights = [.. rows.Select((_, i) => 1f + (i % 3))];
        var weighted = RatingMatrix.Create(Items.RowCount, Items.ColumnCount, rows, Items.ColumnIndices, Items.Values, weights: weights);
        var model = TestRecommendation.RatingModel(weighted, new());
        var without = new RowsWithout(model, weighted, new(threads: 1, () => { }));
        foreach (var row in weighted.RatedRows().Where(row => weighted.CountOf(row) > 1))
        {
            float[] stars = [.. weighted.ValuesOf(row).ToArray().Select(model.Preparation.Scale.ToStars)];
            var expected = model.Preparation.Baseline.RowBias(weighted.ColumnsOf(row)[1..], stars.AsSpan(1), weighted.WeightsOf(row)[1..]);
            Assert.AreEqual(expected, without.Encode(row, weighted.ColumnsOf(row)[0]).Bias, 1e-5f);
        }
    }

    private static AutoRecBlendModelParameters UserBasedBlend(RatingMatrix items)
    {
        var one = TestRecommendation.RatingModel(items, new() { Variant = AutoRecVariant.UserBased });
        return new([one, TestRecommendation.RatingModel(items, new() { Variant = AutoRecVariant.UserBased })], [0.5f, 0.5f]);
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static RatingNoise Fit(IRatingModel model, RatingMatrix items, int threads = 1, int seed = 1) =>
        new NoiseFit(model, items.Transpose(), items, seed, new(threads, () => { })).Fit();
}
