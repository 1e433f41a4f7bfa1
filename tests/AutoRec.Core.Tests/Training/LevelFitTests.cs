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
    public void Probabilities_AnyWeights_AreThoseOfTheTermsTiltedToTheScore()
    {
        var random = new Random(5);
        var regression = Before.WithWeights([.. Enumerable.Range(0, Before.WeightCount).Select(_ => (float)random.NextDouble() - 0.5f)]);
        var terms = new double[Levels.Count * Before.WeightCount];
        regression.Terms(3.7f, [0, 1, 0, 7, 2], [3, 0, 0, 0, 40], terms);
        double[] expected =
        [
            .. terms.Chunk(Before.WeightCount).Select(of => of.Zip(regression.Weights, (term, weight) => term * weight).Sum()),
        ];
        regression.Normalize(expected);
        var actual = regression.Probabilities(3.7f, [0, 1, 0, 7, 2], [3, 0, 0, 0, 40]);

        // A tilt multiplies the odds of neighboring levels, which are one star apart, by the same number.
        double[] ratios = [.. Enumerable.Range(1, 4).Select(l => actual[l] / actual[l - 1] / (expected[l] / expected[l - 1]))];
        foreach (var ratio in ratios)
            Assert.AreEqual(ratios[0], ratio, 1e-6 * ratios[0]);
    }

    [TestMethod]
    [DataRow(0.01f)]
    [DataRow(1f)]
    [DataRow(30f, DisplayName = "far outside the ratings of the fit")]
    public void Probabilities_AnyWeights_HaveAMeanNearTheScore(float size)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            float Weight() => size * ((float)random.NextDouble() - 0.5f);
            var regression = Before.WithWeights([.. Enumerable.Range(0, Before.WeightCount).Select(_ => Weight())]);
            foreach (var score in new[] { 0.5f, 1, 1.05f, 3.3f, 5, 7 })
            {
                var probabilities = regression.Probabilities(score, [60, 0, 0, 0, 50], [3, 0, 0, 0, 40]);
                Assert.AreEqual(1, probabilities.Sum(), 1e-9);
                var mean = probabilities.Zip(Levels.Values, (probability, level) => probability * level).Sum();
                var most = LevelRegression.MostDeviation + (score is > 1.25f and < 4.75f ? 0 : LevelRegression.Margin);
                Assert.AreEqual(Math.Clamp(score, 1, 5), mean, most + 1e-5, $"seed {seed}, score {score}");
            }
        }
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
        // Item 1 gets only the lowest and the highest level, in equal parts, but the score moves their mean. Item 2 gets the level next to
        // the score in two of three cases.
        var fit = Fit(Draw(6000, new Random(2)));
        foreach (var score in new[] { 2f, 3, 4 })
        {
            var split = fit.Probabilities(score, User(3), ItemCounts.AsSpan(5, 5));
            Assert.AreEqual(1, split[0] + split[^1], 0.1, $"{score}");
            if (score == 3)
                Assert.AreEqual(0.5, split[0], 0.06);
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
