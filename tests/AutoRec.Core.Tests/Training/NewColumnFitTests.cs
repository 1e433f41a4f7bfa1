using AutoRec.FoldIn;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Tests;

[TestClass]
public sealed class NewColumnFitTests
{
    /// <summary>A rating of weight 2 counts like two equal ratings, and the bias is a constant feature √(λ/D).</summary>
    [TestMethod]
    public void Solve_FewRatings_IsTheRidgeRegression()
    {
        const int width = 6;
        const double lambda = 3;
        var random = new Random(1);
        float[] Vector() => [.. Enumerable.Range(0, width).Select(_ => random.NextSingle())];
        var prior = Vector();
        var fit = new NewColumnFit(prior, lambda);
        var constant = (float)Math.Sqrt(lambda / RatingBaseline.DefaultDamping);
        var (features, targets) = (new List<float>(), new List<double>());
        for (var n = 0; n < 9; n++)
        {
            var (code, target, weight) = (Vector(), random.NextSingle() - 0.5f, 1 + (n % 2));
            fit.Add(code, target, weight);
            for (var copy = 0; copy < weight; copy++)
            {
                features.AddRange([.. code, constant]);
                targets.Add(target - DotProduct.Of(prior, code));
            }
        }

        var weights = new float[width];
        var bias = fit.Solve(weights);

        var pulls = new RidgeRegression([.. features], targets.Count, lambda).Solve([.. targets]);
        for (var k = 0; k <= width; k++)
        {
            var expected = pulls.Select((pull, a) => pull * features[(a * (width + 1)) + k]).Sum();
            Assert.AreEqual(expected, k < width ? weights[k] : bias / constant, 1e-4, $"weight {k}");
        }
    }

    [TestMethod]
    public void Solve_NoRating_IsZero()
    {
        var weights = new float[] { 1, 1 };
        Assert.AreEqual(0, new NewColumnFit([1, 2], 1).Solve(weights));
        Assert.AreSequenceEqual([0f, 0], weights);
    }
}
