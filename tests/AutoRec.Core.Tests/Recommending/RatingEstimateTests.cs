using AutoRec.Recommending;

namespace AutoRec.Tests;

[TestClass]
public sealed class RatingEstimateTests
{
    [TestMethod]
    [DataRow(0.5, 0.6744898)]
    [DataRow(0.8, 1.2815516)]
    [DataRow(0.9, 1.6448536)]
    [DataRow(0.95, 1.9599640)]
    [DataRow(0.99, 2.5758293)]
    [DataRow(0.0001, 0.0001253)]
    [DataRow(0.9999999, 5.3267239)]
    public void Interval_Probability_ReachesAsFarAsTheNormalQuantile(double probability, double z)
    {
        var (low, high) = new RatingEstimate(3, 0.5f, clip: null).Interval(probability);
        Assert.AreEqual(3 - 0.5 * z, low, 1e-3);
        Assert.AreEqual(3 + 0.5 * z, high, 1e-3);
    }

    [TestMethod]
    public void Interval_OfAnyProbability_IsFiniteAndGrows()
    {
        var estimate = new RatingEstimate(3, 0.5f, clip: null);
        var last = 0f;
        foreach (var probability in (double[])[double.Epsilon, 1e-12, 1e-6, 0.001, 0.01, 0.5, 0.999, 1 - 1e-12, Math.BitDecrement(1)])
        {
            var (low, high) = estimate.Interval(probability);
            Assert.IsGreaterThanOrEqualTo(last, high - low, $"{probability}");
            Assert.IsTrue(float.IsFinite(high - low), $"{probability}");
            last = high - low;
        }
    }

    [TestMethod]
    public void Interval_Default_IsThatOfEightyPercent()
    {
        var estimate = new RatingEstimate(3, 0.5f, clip: null);
        Assert.AreEqual(estimate.Interval(0.8), estimate.Interval());
        Assert.AreNotEqual(estimate.Interval(0.9), estimate.Interval());
    }

    [TestMethod]
    [DataRow(3f, 1f, 1.718f, 4.282f, DisplayName = "inside")]
    [DataRow(4.5f, 1f, 3.218f, 5f, DisplayName = "at the top")]
    [DataRow(1.5f, 1f, 1f, 2.782f, DisplayName = "at the bottom")]
    [DataRow(3f, 9f, 1f, 5f, DisplayName = "everything")]
    public void Interval_OfAClippingModel_LiesWithinTheScale(float rating, float deviation, float low, float high)
    {
        var interval = new RatingEstimate(rating, deviation, new RatingScale(1, 5)).Interval();
        Assert.AreEqual(low, interval.Low, 1e-3f);
        Assert.AreEqual(high, interval.High, 1e-3f);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(1.0)]
    [DataRow(80.0)]
    [DataRow(-0.1)]
    [DataRow(double.NaN)]
    public void Interval_BadProbability_SaysWhatToPass(double probability)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new RatingEstimate(3, 1, null).Interval(probability));
        Assert.AreEqual(probability, error.ActualValue);
        Assert.Contains("between 0 and 1, such as 0.8", error.Message);
    }

    [TestMethod]
    public void Interval_RatingWithoutAScore_IsNaN()
    {
        var (low, high) = new RatingEstimate(float.NaN, 1, new RatingScale(1, 5)).Interval();
        Assert.IsTrue(float.IsNaN(low) && float.IsNaN(high));
    }

    [TestMethod]
    public void Deviation_Noise_AddsItsTerms()
    {
        var noise = new RatingNoise(0.4f, 2, 0.6f, 0.8f);
        Assert.AreEqual(Math.Sqrt(0.4 + 2 * 0.3 + 0.6 / 3 + 0.8 / 8), noise.Deviation(0.3, userCount: 2, itemCount: 7), 1e-6);
    }

    [TestMethod]
    [DataRow(0f, 1, DisplayName = "below all levels")]
    [DataRow(1f, 1)]
    [DataRow(2f, 0.9)]
    [DataRow(2.5f, 0.7, DisplayName = "between two levels")]
    [DataRow(3f, 0.7)]
    [DataRow(5f, 0.3)]
    [DataRow(5.1f, 0, DisplayName = "above all levels")]
    public void ProbabilityAtLeast_Levels_IsTheSumFromTheRatingUp(float rating, double expected) =>
        Assert.AreEqual(expected, WithLevels([0.1, 0.2, 0.4, 0.3]).ProbabilityAtLeast(rating), 1e-12);

    [TestMethod]
    [DataRow(new[] { 0.1, 0.2, 0.4, 0.3 }, 3f)]
    [DataRow(new[] { 0.5, 0, 0, 0.5 }, 1f)]
    [DataRow(new[] { 0.49, 0.01, 0, 0.5 }, 2f)]
    [DataRow(new[] { 0.0, 0, 0, 1 }, 5f)]
    public void Median_Levels_IsTheFirstThatReachesOneHalf(double[] probabilities, float expected)
    {
        var estimate = WithLevels(probabilities);
        Assert.AreEqual(expected, estimate.Median);
        Assert.IsGreaterThanOrEqualTo(0.5, estimate.ProbabilityAtLeast(estimate.Median));
    }

    [TestMethod]
    [DataRow(2f, 0.8413447)]
    [DataRow(3f, 0.5)]
    [DataRow(4f, 0.1586553)]
    [DataRow(1f, 1.0, DisplayName = "the lowest rating")]
    [DataRow(0f, 1.0, DisplayName = "below the scale")]
    [DataRow(5.5f, 0.0, DisplayName = "above the scale")]
    public void ProbabilityAtLeast_NoLevels_IsThatOfANormalDistributionWithinTheScale(float rating, double expected)
    {
        var estimate = new RatingEstimate(3, 1, new RatingScale(1, 5));
        Assert.AreEqual(expected, estimate.ProbabilityAtLeast(rating), 1e-6);
        Assert.AreEqual(3, estimate.Median);
        Assert.IsEmpty(estimate.Levels);
    }

    [TestMethod]
    public void ProbabilityAtLeast_RatingWithoutAScore_IsNaN()
    {
        foreach (var estimate in new[] { WithLevels([.. Enumerable.Repeat(double.NaN, 4)]), new RatingEstimate(float.NaN, 1, null) })
        {
            foreach (var rating in new[] { 0f, 3f, 9f })
                Assert.IsTrue(double.IsNaN(estimate.ProbabilityAtLeast(rating)));
            Assert.IsTrue(float.IsNaN(estimate.Median));
        }

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => WithLevels([0.1, 0.2, 0.4, 0.3]).ProbabilityAtLeast(float.NaN));
    }

    [TestMethod]
    public void Equals_SameNumbers_IsTrue()
    {
        Assert.AreEqual(WithLevels([0.1, 0.2, 0.4, 0.3]), WithLevels([0.1, 0.2, 0.4, 0.3]));
        Assert.AreNotEqual(WithLevels([0.1, 0.2, 0.4, 0.3]), WithLevels([0.2, 0.1, 0.4, 0.3]));
        Assert.AreNotEqual(WithLevels([0.1, 0.2, 0.4, 0.3]), new RatingEstimate(3, 1, null));
    }

    /// <summary>An estimate of the levels 1, 2, 3 and 5.</summary>
    private static RatingEstimate WithLevels(double[] probabilities) =>
        new(3, 1, null, new RatingDistribution([1, 2, 3, 5], probabilities));
}
