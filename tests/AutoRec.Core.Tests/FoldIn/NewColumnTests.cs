using AutoRec.FoldIn;

namespace AutoRec.Tests;

/// <summary>New columns: users of an item-based model, items of a user-based one.</summary>
[TestClass]
public sealed class NewColumnTests
{
    private static readonly RatingMatrix Items = RandomRatings.Create();

    private static readonly int[] Counts = [0, 1, 3, 6, 8, 30];

    public static IEnumerable<(BaselineKind, AutoRecVariant, int[])> Linear =>
        from baseline in Enum.GetValues<BaselineKind>()
        from variant in Enum.GetValues<AutoRecVariant>()
        from widths in new int[][] { [6], [7, 3, 7] }
        select (baseline, variant, widths);

    [TestMethod]
    [DynamicData(nameof(Linear))]
    public void Score_IdentityDecoder_EqualsTheFormula(BaselineKind baseline, AutoRecVariant variant, int[] widths)
    {
        var model = Create(new() { Baseline = baseline, Variant = variant, Widths = widths, Clip = false });
        var random = new Random(8);
        foreach (var count in Counts.Where(count => count > 0))
        {
            var given = DrawRated(model, random, count);
            var (expected, actual) = (new ReferenceColumn(model, given), Fold(model, given));
            foreach (var row in RatedRows(model))
            {
                Assert.AreEqual(expected.Score(row), actual.Score(row), 1e-4, $"{count} ratings, row {row}");
                Assert.AreEqual(expected.Variance(row), actual.Variance(row), 1e-5, $"{count} ratings, row {row}");
            }
        }
    }

    public static IEnumerable<(Activation, BaselineKind, float, double)> Curved =>
        from decoder in new[] { Activation.Sigmoid, Activation.Tanh, Activation.Elu, Activation.Swish }
        from baseline in new[] { BaselineKind.None, BaselineKind.Biases }
        from lambda in new[] { 1f, 10f, 100f }
        where decoder.Bounds() is not null || lambda > 1
        from deviation in new[] { 0.2, 1 }
        select (decoder, baseline, lambda, deviation);

    [TestMethod]
    [DynamicData(nameof(Curved))]
    public void Score_DecoderThatIsNotLinear_MinimizesThePenalizedObjective(
        Activation decoder, BaselineKind baseline, float lambda, double deviation)
    {
        // As in training, a bounded decoder spans the targets.
        var (low, high) = baseline == BaselineKind.None ? (1f, 5f) : (-3f, 3f);
        var (shift, span) = decoder switch
        {
            Activation.Sigmoid => (low, high - low),
            Activation.Tanh => ((low + high) / 2, (high - low) / 2),
            _ => (0f, 1f),
        };
        var model = Create(new()
        {
            Decoder = decoder,
            Baseline = baseline,
            Lambda = lambda,
            Deviation = deviation,
            OutputShift = shift,
            OutputSpan = span,
            Clip = false,
        });
        var random = new Random(9);

        // Where f bends slowly, the last of the eight steps are still a hundredth of a star long.
        var tolerance = decoder.Bounds() is null ? 2e-2 : 2e-3;
        foreach (var count in Counts.Where(count => count > 0))
        {
            var given = DrawRated(model, random, count);
            var expected = new ReferenceColumn(model, given);
            Assert.IsLessThan(1e-5, expected.Gradient(expected.Weights).Max(Math.Abs));
            var actual = Fold(model, given);
            foreach (var row in RatedRows(model))
                Assert.AreEqual(expected.Score(row), actual.Score(row), tolerance, $"{count} ratings, row {row}");
        }
    }

    [TestMethod]
    public void Score_RatingsTheColumnMeanPredicts_IsThatOfTheMeanColumn()
    {
        var model = Create(new() { Clip = false, Baseline = BaselineKind.None });
        var (weights, bias) = model.MeanColumn;
        float Mean(int row) => weights.Zip(model.CodeOf(row).ToArray(), (w, h) => w * h).Sum() + bias;
        var folded = Fold(model, [.. RatedRows(model).Take(9).Select(row => (row, Mean(row)))]);
        foreach (var row in RatedRows(model))
            Assert.AreEqual(Mean(row), folded.Score(row), 1e-4);
    }

    [TestMethod]
    public void Score_LambdaOfZero_IsFinite()
    {
        var model = Create(new() { Lambda = 0 });
        var folded = Fold(model, DrawRated(model, new Random(1), 5));
        Assert.IsTrue(RatedRows(model).All(row => float.IsFinite(folded.Score(row))));
    }

    [TestMethod]
    public void Variance_MoreRatings_Falls()
    {
        var model = Create(new());
        var given = DrawRated(model, new Random(2), 30);
        double[] means = [.. Counts.Select(count => RatedRows(model).Average(row => Fold(model, given[..count]).Variance(row)))];
        for (var n = 1; n < means.Length; n++)
            Assert.IsLessThan(means[n - 1], means[n]);
    }

    [TestMethod]
    public void Variance_ColdRow_IsZero()
    {
        var model = Create(new());
        Assert.AreEqual(0, Fold(model, DrawRated(model, new Random(2), 5)).Variance(7));
        Assert.IsGreaterThan(0, Fold(model, DrawRated(model, new Random(2), 5)).Variance(8));
    }

    private static AutoRecModelParameters Create(ModelSettings settings) => TestRecommendation.RatingModel(Items, settings);

    private static int[] RatedRows(AutoRecModelParameters model) =>
        [.. Enumerable.Range(0, model.RowCount).Where(row => !float.IsNaN(model.Means.Rows[row]))];

    private static (int Row, float Rating)[] DrawRated(AutoRecModelParameters model, Random random, int count)
    {
        var rows = RatedRows(model);
        random.Shuffle(rows);
        return [.. rows.Take(count).Select(row => (row, (float)random.Next(1, 6)))];
    }

    private static NewColumn Fold(AutoRecModelParameters model, (int Row, float Rating)[] given)
    {
        var sorted = given.OrderBy(rating => rating.Row).ToArray();
        var known = KnownRatings.Of(Array.ConvertAll(sorted, rating => rating.Row), Array.ConvertAll(sorted, rating => rating.Rating));
        return new NewColumn(model, known, model.Row);
    }
}
