using AutoRec.Model;

namespace AutoRec.Tests;

[TestClass]
public sealed class RatingBaselineTests
{
    [TestMethod]
    public void Fit_Biases_AreDampedByFifteenRatings()
    {
        var baseline = RatingBaseline.Fit(RatingMatrix.Create(3, 2, [0, 0, 1, 1], [0, 1, 0, 1], [5, 4, 2, 3]), BaselineKind.Biases);

        Assert.AreEqual(15, baseline.Damping);
        Assert.AreEqual(3.5f, baseline.Mean);
        var columns = baseline.Columns.Sum();
        Assert.AreEqual((9 - 7 - columns) / (2 + 15), baseline.Rows[0], 1e-6f);
        Assert.AreEqual((5 - 7 - columns) / (2 + 15), baseline.Rows[1], 1e-6f);
        Assert.AreEqual(0, baseline.Rows[2], "It has no rating.");
    }

    [TestMethod]
    public void Fit_WithWeights_WeighsEverySum()
    {
        // Their mean is 1.
        var ratings = RatingMatrix.Create(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [5, 4, 2, 3], weights: [0.5f, 1.5f, 1, 1]);
        var baseline = RatingBaseline.Fit(ratings, BaselineKind.Biases);

        const float mean = ((0.5f * 5) + (1.5f * 4) + 2 + 3) / 4;
        Assert.AreEqual(mean, baseline.Mean);
        var (first, second) = (baseline.Columns[0], baseline.Columns[1]);
        Assert.AreEqual(((0.5f * (5 - mean - first)) + (1.5f * (4 - mean - second))) / (0.5f + 1.5f + 15), baseline.Rows[0], 1e-6f);
        Assert.AreEqual(((2 - mean - first) + (3 - mean - second)) / (1 + 1 + 15), baseline.Rows[1], 1e-6f);
    }

    [TestMethod]
    public void Means_WithWeights_AreWeighted()
    {
        var means = RatingMeans.Of(RatingMatrix.Create(2, 1, [0, 1], [0, 0], [5, 1], weights: [3, 1]));
        Assert.AreEqual(4, means.Global, 1e-6f);
        var damping = means.Damping;
        Assert.AreEqual(((1.5f * 5) + (damping * 4)) / (1.5f + damping), means.Rows[0], 1e-6f);
        Assert.AreEqual(((0.5f * 1) + (damping * 4)) / (0.5f + damping), means.Rows[1], 1e-6f);
        Assert.AreEqual(4, means.Columns[0], 1e-6f);
    }
}
