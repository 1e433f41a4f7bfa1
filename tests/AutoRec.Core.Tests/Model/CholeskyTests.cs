using AutoRec.Model;

namespace AutoRec.Tests;

[TestClass]
public sealed class CholeskyTests
{
    private readonly Random _random = new(4);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    [DataRow(40)]
    public void Solve_PositiveDefiniteMatrix_GivesTheSolutionOfElimination(int size)
    {
        var (matrix, right) = (Draw(size), Values(size));
        var solution = (double[])right.Clone();
        Cholesky.Factor(Lower(matrix), size).Solve(solution);
        AssertNear(Dense.Solve(matrix, right), solution);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    public void SolveLower_PositiveDefiniteMatrix_HasTheSquareOfTheInverse(int size)
    {
        var (matrix, right) = (Draw(size), Values(size));
        var half = (double[])right.Clone();
        Cholesky.Factor(Lower(matrix), size).SolveLower(half);
        Assert.AreEqual(Dense.Dot(right, Dense.Solve(matrix, right)), Dense.Dot(half, half), 1e-9);
    }

    [TestMethod]
    public void Solve_NoRows_IsEmpty()
    {
        var factor = Cholesky.Factor([], 0);
        factor.Solve([]);
        Assert.AreEqual(0, factor.Size);
    }

    [TestMethod]
    [DataRow(1.0, 1, DisplayName = "singular")]
    [DataRow(2.0, 1, DisplayName = "indefinite")]
    [DataRow(double.NaN, 1, DisplayName = "not a number")]
    public void Factor_MatrixThatIsNotPositiveDefinite_NamesThePivot(double offDiagonal, int pivot)
    {
        var error = Assert.ThrowsExactly<ArithmeticException>(() => Cholesky.Factor([1, offDiagonal, 1], 2));
        Assert.Contains("not positive definite", error.Message);
        Assert.Contains($"pivot {pivot} is", error.Message);
    }

    private double[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => _random.NextDouble() - 0.5)];

    private double[][] Draw(int size)
    {
        double[][] factors = [.. Enumerable.Range(0, size).Select(_ => Values(size))];
        return Dense.Matrix(size, (i, j) => Dense.Dot(factors[i], factors[j]) + (i == j ? 0.5 : 0));
    }

    private static double[] Lower(double[][] matrix) => [.. matrix.SelectMany((row, i) => row.Take(i + 1))];

    private static void AssertNear(double[] expected, double[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-9 * (1 + Math.Abs(expected[i])));
    }
}
