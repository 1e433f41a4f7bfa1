using System.Runtime.Intrinsics;

namespace AutoRec.Engines.Sparse.Kernels;

/// <summary>
/// All that the sparse engine does to whole rows of a <see cref="RowMatrix"/>: sums of rows, products with rows, and the optimizers'
/// steps. Written once in <see cref="RowKernels{TSimd, TVector}"/>.
/// </summary>
internal abstract unsafe class RowKernels
{
    /// <summary>Those that this machine runs, the widest first.</summary>
    public static IReadOnlyList<RowKernels> Supported { get; } = [.. Available()];

    public static RowKernels Widest => Supported[0];

    /// <summary>sum += Σ<sub>j</sub> factors[j] · matrix[rows[j]]</summary>
    public abstract void AddRows(RowMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> factors, float* sum);

    /// <summary>
    /// sums[from + i] += Σ<sub>j</sub> factors[i · rowStep + j · columnStep] · matrix[j], for i below <paramref name="rows"/> and j below
    /// <paramref name="count"/>: a product of matrices. Each row is summed up as <see cref="AddRows"/> does it, whatever the others are.
    /// </summary>
    /// <param name="factors">The first factor.</param>
    /// <param name="rowStep">From one row of factors to the next.</param>
    /// <param name="columnStep">From one factor of a row to the next.</param>
    /// <param name="matrix">No wider than <paramref name="sums"/>.</param>
    /// <param name="count">How many rows of <paramref name="matrix"/>.</param>
    /// <param name="sums">What is added to.</param>
    /// <param name="from">The first of its rows.</param>
    /// <param name="rows">How many of its rows.</param>
    public abstract void AddProduct(float* factors, int rowStep, int columnStep, RowMatrix matrix, int count, RowMatrix sums, int from, int rows);

    /// <summary>matrix[rows[j]] += factors[j] · vector, for each j; the rows are distinct.</summary>
    public abstract void AddToRows(RowMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> factors, float* vector);

    /// <summary>products[j] = matrix[rows[j]] · vector, over the columns from <paramref name="from"/> on.</summary>
    /// <param name="matrix">The rows.</param>
    /// <param name="from">A multiple of <see cref="RowMatrix.Padding"/>, as the next.</param>
    /// <param name="length">The number of columns.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="vector">As long as a row; read from <paramref name="from"/> on too.</param>
    /// <param name="products">One for each row.</param>
    public abstract void Dot(RowMatrix matrix, int from, int length, ReadOnlySpan<int> rows, float* vector, Span<float> products);

    /// <summary>
    /// Adam (Kingma and Ba 2015) on one row, for one or more steps in a single visit. The gradient is <paramref name="gradient"/> +
    /// decay · weights in the first of them, and decay · weights in those that follow.
    /// </summary>
    /// <param name="weights">The row.</param>
    /// <param name="mean">The moving mean of its gradients.</param>
    /// <param name="square">The moving mean of their squares.</param>
    /// <param name="gradient">Null: zero.</param>
    /// <param name="stride">The length of all of these, a multiple of <see cref="RowMatrix.Padding"/>.</param>
    /// <param name="decay">λ/N.</param>
    /// <param name="steps">α/(1 − β₁ᵗ) and 1/√(1 − β₂ᵗ) of each.</param>
    public abstract void Adam(float* weights, float* mean, float* square, float* gradient, int stride, float decay, ReadOnlySpan<StepRates> steps);

    /// <summary>Gradient descent with momentum; as <see cref="Adam"/>.</summary>
    public abstract void Sgd(float* weights, float* velocity, float* gradient, int stride, float decay, float momentum, ReadOnlySpan<StepRates> steps);

    /// <summary>Resilient propagation (Riedmiller and Braun 1993), as Torch has it; as <see cref="Adam"/>.</summary>
    public abstract void RProp(float* weights, float* previous, float* size, float* gradient, int stride, float decay, int steps);

    private static IEnumerable<RowKernels> Available()
    {
        if (Vector512.IsHardwareAccelerated)
            yield return new RowKernels<Simd512, Vector512<float>>();
        if (Vector256.IsHardwareAccelerated)
            yield return new RowKernels<Simd256, Vector256<float>>();
        if (Vector128.IsHardwareAccelerated)
            yield return new RowKernels<Simd128, Vector128<float>>();
        yield return new RowKernels<Scalar, float>();
    }
}

/// <summary>What changes from one step to the next.</summary>
/// <param name="Rate">The learning rate; of Adam, over 1 − β₁ᵗ.</param>
/// <param name="SquareScale">Of Adam, 1/√(1 − β₂ᵗ).</param>
internal readonly record struct StepRates(float Rate, float SquareScale);
