using System.Buffers;
using AutoRec.Choice;
using AutoRec.Model;

namespace AutoRec.FoldIn;

/// <summary>
/// Ridge regression: the weights w that minimize ‖y − Φ w‖² + λ ‖w‖², and the uncertainty that n observations leave. Immutable.
/// </summary>
/// <remarks>
/// It solves the smaller of two equal systems (Rasmussen and Williams 2006, equation 2.11): n × n with the kernel Φ Φᵀ + λ I if n ≤ F,
/// otherwise F × F with Φᵀ Φ + λ I. In both, w = Φᵀ α with α = (y − Φ w)/λ, so α<sub>a</sub> is the pull of observation a.
/// </remarks>
internal sealed class RidgeRegression
{
    private const int BlockRows = 64; // Observations that are converted at once.

    private readonly float[] _features;
    private readonly int _count;
    private readonly int _length;
    private readonly double _lambda;
    private readonly Cholesky _factor;

    /// <param name="features">Φ, n × F.</param>
    /// <param name="count">n.</param>
    /// <param name="lambda">λ, greater than 0.</param>
    public RidgeRegression(float[] features, int count, double lambda)
    {
        (_features, _count, _lambda) = (features, count, lambda);
        _length = count == 0 ? 0 : features.Length / count;
        _factor = Cholesky.Factor(IsDual ? Kernel() : Gram(), IsDual ? count : _length);
    }

    private bool IsDual => _count <= _length || _count == 0;

    /// <summary>Computes α, n values, from y, n values.</summary>
    public double[] Solve(ReadOnlySpan<double> y)
    {
        var alpha = y.ToArray();
        if (IsDual)
        {
            _factor.Solve(alpha);
            return alpha;
        }

        var weights = new double[_length];
        for (var a = 0; a < _count; a++)
            AddMultiple(Row(a), y[a], weights);
        _factor.Solve(weights);
        var single = Array.ConvertAll(weights, weight => (float)weight);
        for (var a = 0; a < _count; a++)
            alpha[a] = (y[a] - DotProduct.Of(Row(a), single)) / _lambda;
        return alpha;
    }

    /// <summary>
    /// Computes φᵀ (Φᵀ Φ + λ I)⁻¹ φ: the variance of φ · w as a multiple of the noise variance (equation 2.12 of the same source).
    /// </summary>
    public double Variance(ReadOnlySpan<float> feature)
    {
        double square = DotProduct.Of(feature, feature);
        if (_count == 0)
            return square / _lambda;
        var solved = new double[_factor.Size];
        for (var i = 0; i < solved.Length; i++)
            solved[i] = IsDual ? DotProduct.Of(Row(i), feature) : feature[i];
        _factor.SolveLower(solved);
        var explained = TensorPrimitives.SumOfSquares<double>(solved);
        return IsDual ? Math.Max(0, square - explained) / _lambda : explained;
    }

    private double[] Kernel()
    {
        var kernel = new double[checked(_count * (_count + 1) / 2)];
        for (int a = 0, at = 0; a < _count; a++)
        {
            for (var b = 0; b <= a; b++)
                kernel[at++] = DotProduct.Of(Row(a), Row(b)) + (a == b ? _lambda : 0);
        }

        return kernel;
    }

    private double[] Gram()
    {
        var padded = OuterProducts.PaddedLength(_length);
        var (square, block) = (ArrayPool<double>.Shared.Rent(padded * padded), ArrayPool<double>.Shared.Rent(BlockRows * padded));
        double[] gram;
        try
        {
            Array.Clear(square);
            Array.Clear(block); // The padding.
            for (var from = 0; from < _count; from += BlockRows)
            {
                var rows = Math.Min(BlockRows, _count - from);
                for (var n = 0; n < rows; n++)
                    TensorPrimitives.ConvertChecked(Row(from + n), block.AsSpan(n * padded, _length));
                OuterProducts.Add(block.AsSpan(0, rows * padded), padded, square);
            }

            gram = OuterProducts.LowerTriangle(square, _length);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(square);
            ArrayPool<double>.Shared.Return(block);
        }

        for (int i = 0, at = 0; i < _length; i++, at += i + 1)
            gram[at] += _lambda;
        return gram;
    }

    private static void AddMultiple(ReadOnlySpan<float> values, double factor, Span<double> sum)
    {
        for (var i = 0; i < sum.Length; i++)
            sum[i] += factor * values[i];
    }

    private ReadOnlySpan<float> Row(int a) => _features.AsSpan(a * _length, _length);
}
