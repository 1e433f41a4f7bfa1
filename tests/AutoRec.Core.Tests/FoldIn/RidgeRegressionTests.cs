using AutoRec.FoldIn;

namespace AutoRec.Tests;

[TestClass]
public sealed class RidgeRegressionTests
{
    private const double Lambda = 1.7;

    private readonly Random _random = new(6);

    [TestMethod]
    [DataRow(1, 5, DisplayName = "one observation")]
    [DataRow(3, 20, DisplayName = "fewer observations than features")]
    [DataRow(5, 5, DisplayName = "as many")]
    [DataRow(6, 5, DisplayName = "one more")]
    [DataRow(60, 5, DisplayName = "many more")]
    public void Solve_AnyShape_SolvesTheNormalEquations(int count, int length)
    {
        var (features, y) = (Values(count * length), Observations(count));
        var ridge = new RidgeRegression(features, count, Lambda);

        // (Φᵀ Φ + λ I) w = Φᵀ y, and α = (y − Φ w)/λ.
        double[][] rows = [.. Enumerable.Range(0, count).Select(a => Dense.ToDouble(features.AsSpan(a * length, length)))];
        var normal = Normal(rows, length);
        var weights = Dense.Solve(normal, [.. Enumerable.Range(0, length).Select(i => rows.Select((row, a) => row[i] * y[a]).Sum())]);
        var alpha = ridge.Solve(y);
        Assert.HasCount(count, alpha);
        for (var a = 0; a < count; a++)
            Assert.AreEqual((y[a] - Dense.Dot(rows[a], weights)) / Lambda, alpha[a], 1e-5);

        var feature = Values(length);
        var point = Dense.ToDouble(feature);
        Assert.AreEqual(Dense.Dot(point, Dense.Solve(normal, point)), ridge.Variance(feature), 1e-6);
    }

    [TestMethod]
    [DataRow(6, 5)]
    [DataRow(60, 5)]
    public void Solve_FeaturesOfZeroAdded_GivesTheSameInTheOtherSystem(int count, int length)
    {
        // With many features of zero, the n × n system is the smaller one.
        var (features, y, feature) = (Values(count * length), Observations(count), Values(length));
        var wide = new float[count * 2 * count];
        for (var a = 0; a < count; a++)
            features.AsSpan(a * length, length).CopyTo(wide.AsSpan(a * 2 * count));
        var (primal, dual) = (new RidgeRegression(features, count, Lambda), new RidgeRegression(wide, count, Lambda));

        var (expected, actual) = (dual.Solve(y), primal.Solve(y));
        for (var a = 0; a < count; a++)
            Assert.AreEqual(expected[a], actual[a], 1e-5);
        Assert.AreEqual(dual.Variance([.. feature, .. new float[2 * count - length]]), primal.Variance(feature), 1e-6);
    }

    [TestMethod]
    public void Variance_NoObservations_IsThatOfThePrior()
    {
        var ridge = new RidgeRegression([], 0, Lambda);
        Assert.IsEmpty(ridge.Solve([]));
        Assert.AreEqual(14 / Lambda, ridge.Variance([1, 2, 3]), 1e-6);
    }

    [TestMethod]
    public void Variance_SameObservationAgain_Falls()
    {
        var feature = Values(4);
        double[] variances = [.. Enumerable.Range(0, 8)
            .Select(count => new RidgeRegression([.. Enumerable.Repeat(feature, count).SelectMany(f => f)], count, Lambda))
            .Select(ridge => ridge.Variance(feature))];
        for (var count = 1; count < variances.Length; count++)
            Assert.IsLessThan(variances[count - 1], variances[count]);
        Assert.IsGreaterThan(0, variances[^1]);
    }

    private static double[][] Normal(double[][] rows, int length) =>
        Dense.Matrix(length, (i, j) => rows.Sum(row => row[i] * row[j]) + (i == j ? Lambda : 0));

    private float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(_random.NextDouble() - 0.4))];

    private double[] Observations(int count) => [.. Enumerable.Range(0, count).Select(_ => _random.NextDouble() * 3)];
}
