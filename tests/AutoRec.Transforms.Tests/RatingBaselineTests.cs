namespace AutoRec.Tests;

[TestClass]
public sealed class RatingBaselineTests
{
    private static RatingMatrix Ratings => RatingMatrix.Create(3, 2, [0, 0, 1, 1], [0, 1, 0, 1], [5, 4, 2, 3]);

    [TestMethod]
    [DataRow(null, 5f)]
    [DataRow(15f, 15f)]
    [DataRow(0.5f, 0.5f)]
    public void Fit_Damping_DrawsBiasesToZeroByAsManyRatings(float? given, float expected)
    {
        var baseline = given is { } damping ? RatingBaseline.Fit(Ratings, damping: damping) : RatingBaseline.Fit(Ratings);

        Assert.AreEqual(expected, baseline.Damping);
        Assert.AreEqual(3.5f, baseline.Mean);
        var columns = baseline.ColumnBiases.ToArray().Sum();
        Assert.AreEqual((9 - 7 - columns) / (2 + expected), baseline.RowBiases.Span[0], 1e-6f);
        Assert.AreEqual((5 - 7 - columns) / (2 + expected), baseline.RowBiases.Span[1], 1e-6f);
        Assert.AreEqual(0, baseline.RowBiases.Span[2], "It has no rating.");
    }

    [TestMethod]
    [DataRow(0f)]
    [DataRow(-1f)]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Fit_DampingThatIsNone_IsRefused(float damping) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => RatingBaseline.Fit(Ratings, damping: damping));
}
