using System.Runtime.CompilerServices;

namespace AutoRec.Model;

/// <summary>The Cholesky factor L of a symmetric positive definite matrix A = L Lᵀ. Immutable.</summary>
internal sealed class Cholesky
{
    private readonly double[] _lower; // The rows of the lower triangle, one after the other: row i has i + 1 values.

    private Cholesky(double[] lower, int size) => (_lower, Size) = (lower, size);

    /// <summary>n, the number of rows.</summary>
    public int Size { get; }

    /// <summary>Factors A. Its rows of the lower triangle are overwritten.</summary>
    /// <param name="lower">The lower triangle of A, n(n + 1)/2 values in rows.</param>
    /// <param name="size">n.</param>
    /// <exception cref="ArithmeticException">A is not positive definite.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Cholesky Factor(double[] lower, int size)
    {
        var factor = new Cholesky(lower, size);
        for (var i = 0; i < size; i++)
        {
            var row = factor.Row(i);
            for (var j = 0; j < i; j++)
            {
                var other = factor.Row(j);
                row[j] = (row[j] - DotProduct.Of(row[..j], other[..j])) / other[j];
            }

            var pivot = row[i] - DotProduct.Of(row[..i], row[..i]);
            if (!(pivot > 0))
                throw new ArithmeticException($"The matrix is not positive definite: pivot {i} is {pivot}; expected more than 0.");
            row[i] = Math.Sqrt(pivot);
        }

        return factor;
    }

    /// <summary>Replaces b by L⁻¹ b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SolveLower(Span<double> b)
    {
        for (var i = 0; i < Size; i++)
        {
            var row = Row(i);
            b[i] = (b[i] - DotProduct.Of(row[..i], b[..i])) / row[i];
        }
    }

    /// <summary>Replaces b by A⁻¹ b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Solve(Span<double> b)
    {
        SolveLower(b);
        for (var i = Size - 1; i >= 0; i--)
        {
            var row = Row(i);
            b[i] /= row[i];
            for (var j = 0; j < i; j++)
                b[j] -= row[j] * b[i];
        }
    }

    private Span<double> Row(int i) => _lower.AsSpan(i * (i + 1) / 2, i + 1);
}
