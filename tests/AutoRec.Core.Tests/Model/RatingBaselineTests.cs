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
}
