using AutoRec.Training;

namespace AutoRec.Tests;

[TestClass]
public sealed class NonNegativeLeastSquaresTests
{
    private readonly Random _random = new(3);

    [TestMethod]
    public void Solve_SumOfTheColumns_FindsTheirWeights()
    {
        double[][] columns = [Draw(50), Draw(50), Draw(50)];
        double[] weights = [0.2, 0, 1.5];
        AssertWeights(weights, NonNegativeLeastSquares.Solve(columns, Sum(columns, weights)));
    }

    [TestMethod]
    public void Solve_ColumnOfNegativeWeight_GetsNoneAndTheOthersTheirBest()
    {
        double[][] columns = [Draw(50), Draw(50)];
        var target = Sum(columns, [1, -0.5]);
        var best = Dot(columns[0], target) / Dot(columns[0], columns[0]);
        AssertWeights([best, 0], NonNegativeLeastSquares.Solve(columns, target));
    }

    [TestMethod]
    public void Solve_NearlyEqualColumns_MeetsTheConditionsOfTheOptimum()
    {
        var shared = Draw(200);
        double[][] columns = [.. Enumerable.Range(0, 4).Select(_ => Add(shared, Draw(200), 0.05))];
        var target = Add(shared, Draw(200), 0.3);
        var weights = NonNegativeLeastSquares.Solve(columns, target);

        // No larger weight would be better, and no smaller one where the weight is positive. The problem is convex: this is the optimum.
        var rest = Add(Sum(columns, weights), target, -1);
        for (var m = 0; m < weights.Length; m++)
        {
            var gradient = Dot(columns[m], rest);
            Assert.IsGreaterThan(-1e-6, gradient);
            if (weights[m] > 0)
                Assert.AreEqual(0, gradient, 1e-6);
        }

        Assert.IsGreaterThan(1, weights.Count(weight => weight > 0));
    }

    [TestMethod]
    public void Solve_ColumnOfZerosOrTinyValues_GetsNoWeight()
    {
        var column = Draw(20);
        AssertWeights([0, 0, 1], NonNegativeLeastSquares.Solve([new double[20], [.. Draw(20).Select(x => x * 1e-7)], column], column));
    }

    [TestMethod]
    public void Solve_PenaltyAndFewValues_StaysNearThePrior()
    {
        double[][] columns = [Draw(2), Draw(2), Draw(2)];
        double[] prior = [0.5, 0.5, 0];
        var weights = NonNegativeLeastSquares.Solve(columns, [5, -5], penalty: 1e6, prior);
        for (var m = 0; m < weights.Length; m++)
            Assert.AreEqual(prior[m], weights[m], 1e-3);
    }

    [TestMethod]
    public void Solve_PenaltyAndManyValues_FindsTheWeights()
    {
        double[][] columns = [Draw(100_000), Draw(100_000)];
        double[] expected = [0.2, 1.1];
        var weights = NonNegativeLeastSquares.Solve(columns, Sum(columns, expected), penalty: 1, [0.5, 0.5]);
        for (var m = 0; m < weights.Length; m++)
            Assert.AreEqual(expected[m], weights[m], 1e-3);
    }

    private double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => _random.NextDouble() - 0.4)];

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    private static double[] Add(double[] x, double[] y, double factor) => [.. x.Zip(y, (a, b) => a + (factor * b))];

    private static double[] Sum(double[][] columns, double[] weights) =>
        [.. Enumerable.Range(0, columns[0].Length).Select(i => columns.Zip(weights, (column, weight) => weight * column[i]).Sum())];

    private static void AssertWeights(double[] expected, double[] actual)
    {
        for (var m = 0; m < expected.Length; m++)
            Assert.AreEqual(expected[m], actual[m], 1e-6);
    }
}
