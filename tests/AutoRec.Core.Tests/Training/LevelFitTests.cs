using AutoRec.Recommending;
using AutoRec.Training;

namespace AutoRec.Tests;

[TestClass]
public sealed class LevelFitTests
{
    private static readonly RatingLevels Levels = new([1, 2, 3, 4, 5], [0.1f, 0.1f, 0.2f, 0.3f, 0.3f]);
    private static readonly LevelRegression Before = LevelRegression.Unfitted(Levels, new RatingScale(1, 5), 3.6f, deviation: 1);
    private static readonly int[] ItemCounts = [0, 0, 0, 0, 0, 9, 0, 0, 0, 9, 2, 2, 4, 6, 6];

    [TestMethod]
    public void Probabilities_BeforeTheFit_RiseWithTheScoreAndAddUpToOne()
    {
        var last = 0.0;
        foreach (var score in new[] { 1f, 2, 3, 4, 5 })
        {
            var probabilities = Before.Probabilities(score, [0, 1, 2, 3, 4], [0, 0, 0, 0, 0]);
            Assert.AreEqual(1, probabilities.Sum(), 1e-12);
            Assert.IsGreaterThan(last, probabilities[^1]);
            last = probabilities[^1];
        }
    }

    [TestMethod]
    public void Probabilities_NoScore_AreNaN() =>
        Assert.IsTrue(Before.Probabilities(float.NaN, [0, 1, 2, 3, 4], [0, 0, 0, 0, 0]).All(double.IsNaN));

    [TestMethod]
    public void Probabilities_AnyWeights_AreThoseOfTheFeatures()
    {
        var random = new Random(5);
        var regression = Before.WithWeights([.. Enumerable.Range(0, Before.FeatureCount).Select(_ => (float)random.NextDouble() - 0.5f)]);
        var features = new double[Levels.Count * Before.FeatureCount];
        regression.Features(3.7f, [0, 1, 0, 7, 2], [3, 0, 0, 0, 40], features);
        double[] expected =
        [
            .. features.Chunk(Before.FeatureCount).Select(of => of.Zip(regression.Weights, (feature, weight) => feature * weight).Sum()),
        ];
        regression.Normalize(expected);
        var actual = regression.Probabilities(3.7f, [0, 1, 0, 7, 2], [3, 0, 0, 0, 40]);
        for (var l = 0; l < Levels.Count; l++)
            Assert.AreEqual(expected[l], actual[l], 1e-9);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(7)]
    public void Fit_FewRatings_KeepsUsableProbabilities(int count)
    {
        var fit = Fit(Draw(count, new Random(1)));
        foreach (var score in new[] { 1f, 3, 5 })
        {
            var probabilities = fit.Probabilities(score, [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]);
            Assert.AreEqual(1, probabilities.Sum(), 1e-9);
            Assert.IsTrue(probabilities.All(probability => probability > 1e-7), string.Join(' ', probabilities));
        }
    }

    [TestMethod]
    public void Fit_ManyRatings_FindsTheirProbabilities()
    {
        // Item 1 gets only the lowest and the highest level, in equal parts. Item 2 gets the level next to the score in two of three cases.
        var fit = Fit(Draw(6000, new Random(2)));
        foreach (var score in new[] { 2f, 3, 4 })
        {
            var split = fit.Probabilities(score, User(3), ItemCounts.AsSpan(5, 5));
            Assert.AreEqual(0.5, split[0], 0.06, $"{score}");
            Assert.AreEqual(0.5, split[^1], 0.06, $"{score}");
            var close = fit.Probabilities(score, User(3), ItemCounts.AsSpan(10, 5));
            Assert.AreEqual(2 / 3.0, close[(int)score - 1], 0.12, $"{score}");
        }
    }

    [TestMethod]
    public void Fit_AnyNumberOfThreads_GivesTheSameWeights()
    {
        var predictions = Draw(2000, new Random(3));
        var expected = Fit(predictions, threads: 1).Weights;
        foreach (var threads in new[] { 2, 8 })
            Assert.AreSequenceEqual(expected, Fit(predictions, threads).Weights);
        Assert.AreNotSequenceEqual(Before.Weights, expected);
    }

    [TestMethod]
    public void Fit_Canceled_ThrowsTheCancellationItself() => Assert.ThrowsExactly<OperationCanceledException>(() =>
        LevelFit.Fit(Before, Draw(2000, new Random(4)), ItemCounts, new(2, () => throw new OperationCanceledException())));

    private static int[] User(int level) => [.. Enumerable.Range(0, Levels.Count).Select(l => l == level ? 5 : 1)];

    private static List<HeldOutPrediction> Draw(int count, Random random) =>
    [
        .. Enumerable.Range(0, count).Select(n =>
        {
            var item = random.Next(1, 3);
            var score = random.Next(2, 5);
            float rating = item == 1 ? (random.Next(2) == 0 ? 1 : 5) : Math.Clamp(score + (random.Next(3) - 1) * random.Next(2), 1, 5);
            return new HeldOutPrediction(item, [1, 2, 3, 4, 4, 4, 4, 4, 5], rating, score);
        }),
    ];

    private static LevelRegression Fit(List<HeldOutPrediction> predictions, int threads = 1) =>
        LevelFit.Fit(Before, predictions, ItemCounts, new(threads, () => { }));
}
