using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>
/// Fits the decoder's weights W and bias b of a column to its ratings, given the codes h of its rows: the minimum of
/// Σ ω (t − (p + W) · h − b)² + λ ‖W‖² + D b², by a few steps of conjugate gradients from zero, at 2 K operations per rating and step. An
/// exact solution would take n K² operations, more than the rest of a short training.
/// </summary>
/// <param name="prior">p, the part of the weights that the columns share; K values.</param>
/// <param name="lambda">λ.</param>
internal sealed class NewColumnFit(float[] prior, double lambda)
{
    private const int Steps = 8;

    private readonly List<(float[] Code, float Target, float Weight)> _ratings = [];
    private readonly float[] _solution = new float[prior.Length + 1]; // W, then b.

    /// <summary>Adds a rating.</summary>
    /// <param name="code">h, K values.</param>
    /// <param name="target">t, the residual.</param>
    /// <param name="weight">ω.</param>
    public void Add(float[] code, float target, float weight) => _ratings.Add((code, target, weight));

    /// <summary>Solves for the weights.</summary>
    /// <param name="weights">The result W, K values.</param>
    /// <returns>b.</returns>
    public float Solve(Span<float> weights)
    {
        var (residual, product) = (new float[_solution.Length], new float[_solution.Length]);
        foreach (var (code, target, weight) in _ratings)
            AddMultiple(code, weight * (target - DotProduct.Of(prior, code)), residual);
        var direction = residual.AsSpan().ToArray();
        var square = DotProduct.Of(residual, residual);
        for (var step = 0; step < Steps && square > 0; step++)
        {
            Multiply(direction, product);
            var length = square / DotProduct.Of(direction, product);
            TensorPrimitives.MultiplyAdd(direction, length, _solution, _solution);
            TensorPrimitives.MultiplyAdd(product, -length, residual, residual);
            var next = DotProduct.Of(residual, residual);
            TensorPrimitives.MultiplyAdd(direction, next / square, residual, direction);
            square = next;
        }

        _solution.AsSpan(0, prior.Length).CopyTo(weights);
        return _solution[^1];
    }

    /// <summary>Computes (Σ ω (h, 1)(h, 1)ᵀ + diag(λ, …, λ, D)) x.</summary>
    private void Multiply(float[] x, float[] product)
    {
        TensorPrimitives.Multiply(x, (float)lambda, product);
        product[^1] = RatingBaseline.DefaultDamping * x[^1];
        foreach (var (code, _, weight) in _ratings)
            AddMultiple(code, weight * (DotProduct.Of(x.AsSpan(0, code.Length), code) + x[^1]), product);
    }

    private static void AddMultiple(float[] code, float factor, float[] sum)
    {
        TensorPrimitives.MultiplyAdd(code, factor, sum.AsSpan(0, code.Length), sum.AsSpan(0, code.Length));
        sum[^1] += factor;
    }
}
