using System.Numerics.Tensors;
using AutoRec.FoldIn;

namespace AutoRec.Tests;

/// <summary>The explanation of a score: base + Σ parts is the score before it is clipped.</summary>
[TestClass]
public sealed class ExplanationTests
{
    private const int People = 100;

    private static readonly RatingMatrix Items = RandomRatings.Create();

    public static IEnumerable<(AutoRecVariant, int[], BaselineKind)> Networks =>
        from variant in Enum.GetValues<AutoRecVariant>()
        from widths in new int[][] { [6], [7, 3, 7] }
        from baseline in Enum.GetValues<BaselineKind>()
        select (variant, widths, baseline);

    public static IEnumerable<(AutoRecVariant, Activation, Activation)> Activations =>
        from variant in Enum.GetValues<AutoRecVariant>()
        from encoder in Enum.GetValues<Activation>()
        from decoder in Enum.GetValues<Activation>()
        select (variant, encoder, decoder);

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Explain_AnyNetwork_AddsUpToTheScore(AutoRecVariant variant, int[] widths, BaselineKind baseline) =>
        AssertAddsUp(new() { Variant = variant, Widths = widths, Baseline = baseline, Deviation = 0.4 });

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Explain_CodesWithAPrior_AddsUpToTheScore(AutoRecVariant variant, int[] widths, BaselineKind baseline) =>
        AssertAddsUp(new() { Variant = variant, Widths = widths, Baseline = baseline, Deviation = 0.4, MeanCode = 0.3f });

    [TestMethod]
    [DynamicData(nameof(Activations))]
    public void Explain_AnyActivation_AddsUpToTheScore(AutoRecVariant variant, Activation encoder, Activation decoder) =>
        AssertAddsUp(new()
        {
            Variant = variant,
            Widths = [5, 4],
            Encoder = encoder,
            Decoder = decoder,
            OutputShift = -0.5f,
            OutputSpan = 2,
        });

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public void Explain_OtherNormalizationAndScale_AddsUpToTheScore(AutoRecVariant variant) =>
        AssertAddsUp(new() { Variant = variant, Normalization = InputNormalization.None }, Items.Map(rating => 10 * rating - 20));

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased, BaselineKind.Biases)]
    [DataRow(AutoRecVariant.UserBased, BaselineKind.None)]
    public void Explain_Blend_AddsUpToTheScoreOfClippedMembers(AutoRecVariant first, BaselineKind baseline)
    {
        // Large weights clip the scores of the members.
        var settings = new ModelSettings { Variant = first, Baseline = baseline, Deviation = 0.9 };
        var blend = TestRecommendation.Blend(Items, settings);
        var random = new Random(7);
        var (clipped, scored) = (0, 0);
        for (var person = 0; person < People; person++)
        {
            var known = Draw(blend, random, random.Next(12), rating => rating);
            var newcomer = Newcomer.Create(blend, isUser: true, known);
            Newcomer[] members = [.. blend.Members.Select(member => Newcomer.Create(member, isUser: true, known))];
            var parts = new double[known.Count];
            for (var item = 0; item < blend.ItemCount; item++)
            {
                var sum = newcomer.Explain(item, parts) + TensorPrimitives.Sum<double>(parts);
                var isCold = known.Count == 0 || !blend.HasItem(item);
                var expected = isCold
                    ? members[0].Score(item)
                    : blend.GlobalMean + members.Select((member, m) => blend.Weights[m] * (member.Score(item) - blend.GlobalMean)).Sum();
                Assert.AreEqual(expected, sum, 1e-4, $"person {person}, item {item}");
                Assert.AreEqual(blend.LabelRange.Clip(expected), newcomer.Score(item), 1e-5);
                (scored, clipped) = (scored + 1, clipped + members.Count(member => member.Score(item) is 1 or 5));
            }
        }

        Assert.IsInRange(scored / 20, scored, clipped);
    }

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public void Explain_ColdItem_SharesThePersonsDampedMean(AutoRecVariant variant)
    {
        var model = TestRecommendation.RatingModel(Items, new() { Variant = variant });
        var newcomer = Newcomer.Create(model, isUser: true, KnownRatings.Of([1, 2, 4], [4f, 2f, 3f]));
        var parts = new double[3];
        var sum = newcomer.Explain(7, parts) + parts.Sum();
        Assert.AreEqual((9 + model.GlobalMean) / 4, sum, 1e-5);
        Assert.AreEqual(sum, newcomer.Score(7), 1e-5);
        Assert.AreEqual((4 - model.GlobalMean) / 4, parts[0], 1e-6);
    }

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public void Explain_ColdItemWithoutAScore_HasNoParts(AutoRecVariant variant)
    {
        var model = TestRecommendation.RatingModel(Items, new() { Variant = variant, ColdStart = ColdStart.NaN });
        var newcomer = Newcomer.Create(model, isUser: true, KnownRatings.Of([1, 2, 4], [4f, 2f, 3f]));
        double[] parts = [9, 9, 9];
        Assert.IsTrue(double.IsNaN(newcomer.Explain(7, parts)));
        Assert.IsTrue(float.IsNaN(newcomer.Score(7)));
        Assert.AreSequenceEqual([0, 0, 0], parts);
    }

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public void Score_ColdItemOfAPersonBeyondTheScale_IsClippedIfTheModelClips(AutoRecVariant variant)
    {
        foreach (var clip in new[] { true, false })
        {
            var model = TestRecommendation.RatingModel(Items, new() { Variant = variant, Clip = clip });
            var newcomer = Newcomer.Create(model, isUser: true, KnownRatings.Of([1, 2, 4], [9f, 9f, 9f]));
            var parts = new double[3];
            Assert.AreEqual((27 + model.GlobalMean) / 4, newcomer.Explain(7, parts) + parts.Sum(), 1e-5);
            Assert.AreEqual(clip ? 5 : (27 + model.GlobalMean) / 4, newcomer.Score(7), 1e-5);
        }
    }

    [TestMethod]
    public void Explain_RowOfANetworkWithoutWeights_GivesEveryRatingItsShareOfTheBias()
    {
        var model = TestRecommendation.RatingModel(Items, new() { Variant = AutoRecVariant.UserBased, Deviation = 0, Clip = false });
        var baseline = model.Preparation.Baseline;
        var parts = new double[2];
        Newcomer.Create(model, isUser: true, KnownRatings.Of([1, 2], [5f, 1f])).Explain(9, parts);
        Assert.AreEqual((5 - baseline.Mean - baseline.Columns[1]) / 17, parts[0], 1e-5);
        Assert.AreEqual((1 - baseline.Mean - baseline.Columns[2]) / 17, parts[1], 1e-5);
    }

    private static void AssertAddsUp(ModelSettings settings, RatingMatrix? items = null)
    {
        items ??= Items;
        var model = TestRecommendation.RatingModel(items, settings with { Clip = true });
        var unclipped = TestRecommendation.RatingModel(items, settings with { Clip = false });
        var random = new Random(7);
        var tolerance = 1e-4 * model.LabelRange.Unit;
        for (var person = 0; person < People; person++)
        {
            var isUser = person % 4 != 0;
            var known = Draw(model, random, person % 13, rating => model.LabelRange.Minimum + (rating - 1) * model.LabelRange.Unit, isUser);
            var (newcomer, expected) = (Newcomer.Create(model, isUser, known), Newcomer.Create(unclipped, isUser, known));
            var parts = new double[known.Count];
            for (var other = 0; other < (isUser ? model.ItemCount : model.UserCount); other++)
            {
                parts.AsSpan().Fill(double.NaN);
                var sum = newcomer.Explain(other, parts) + TensorPrimitives.Sum<double>(parts);
                Assert.AreEqual(expected.Score(other), sum, tolerance, $"person {person}, other {other}");
                Assert.AreEqual(model.LabelRange.Clip(expected.Score(other)), newcomer.Score(other), tolerance);
            }
        }
    }

    private static KnownRatings Draw(IRatingModel model, Random random, int count, Func<float, float> toLabel, bool isUser = true) =>
        KnownRatings.Check(
            model,
            isUser,
            RandomRatings.Draw(random, isUser ? model.ItemCount : model.UserCount, count)
                .Select(given => (given.Position, toLabel(given.Rating))));
}
