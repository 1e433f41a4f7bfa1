using System.Runtime.Intrinsics;

namespace AutoRec.Engines.Sparse.Kernels;

/// <summary>Operations on the rows of a <see cref="RowMatrix"/>: sums, products and steps of the optimizers.</summary>
internal abstract unsafe class RowKernels
{
    /// <summary>The kernels that this machine supports, the widest first.</summary>
    public static IReadOnlyList<RowKernels> Supported { get; } = [.. Available()];

    public static RowKernels Widest => Supported[0];

    /// <summary>sum += Σ<sub>j</sub> factors[j] · matrix[rows[j]]</summary>
    public abstract void AddRows(RowMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> factors, float* sum);

    /// <summary>
    /// sums[from + i] += Σ<sub>j</sub> factors[i · rowStep + j · columnStep] · matrix[j], for i below <paramref name="rows"/> and j below
    /// <paramref name="count"/>: a matrix product. The bits of a row do not depend on the other rows.
    /// </summary>
    public abstract void AddProduct(
        float* factors, int rowStep, int columnStep, RowMatrix matrix, int count, RowMatrix sums, int from, int rows);

    /// <summary>matrix[rows[j]] += factors[j] · vector for each j; the rows are distinct.</summary>
    public abstract void AddToRows(RowMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> factors, float* vector);

    /// <summary>
    /// products[j] = matrix[rows[j]] · vector over the columns from <paramref name="from"/>; from and length are multiples of
    /// <see cref="RowMatrix.Padding"/>.
    /// </summary>
    public abstract void Dot(RowMatrix matrix, int from, int length, ReadOnlySpan<int> rows, float* vector, Span<float> products);

    /// <summary>
    /// Takes one or more steps of Adam (Kingma and Ba 2015) with a row of stride weights. The gradient of a step is decay · weights; the
    /// first step adds <paramref name="gradient"/> if it is not null. The state is the moving mean of gradients and of their squares.
    /// </summary>
    public abstract void Adam(
        float* weights, float* mean, float* square, float* gradient, int stride, float decay, ReadOnlySpan<StepRates> steps);

    /// <summary>
    /// Takes a step of RowAdam, Adam with one second moment for each block of units, with a row of <paramref name="width"/> weights. The
    /// gradient is decay · weights + <paramref name="gradient"/>.
    /// </summary>
    public abstract void RowAdamStep(
        float* weights, float* mean, float* squares, float* gradient, int width, int blockWidth, float decay, StepRates step);

    /// <summary>
    /// Computes the weights after some steps of RowAdam with the gradient decay · weights, by one pass (<see cref="RowAdamSteps"/>). They
    /// go to <paramref name="current"/>; if these are the weights themselves, the moments follow, otherwise nothing else changes.
    /// </summary>
    public abstract void RowAdamWait(
        float* weights,
        float* mean,
        float* squares,
        int width,
        int blockWidth,
        float decay,
        ReadOnlySpan<StepRates> steps,
        float* current);

    /// <summary>Gradient descent with momentum; parameters as in <see cref="Adam"/>.</summary>
    public abstract void Sgd(
        float* weights, float* velocity, float* gradient, int stride, float decay, float momentum, ReadOnlySpan<StepRates> steps);

    /// <summary>Resilient propagation (Riedmiller and Braun 1993) as in Torch; parameters as in <see cref="Adam"/>.</summary>
    public abstract void RProp(float* weights, float* previous, float* size, float* gradient, int stride, float decay, int steps);

    private static IEnumerable<RowKernels> Available()
    {
        if (Vector512.IsHardwareAccelerated)
            yield return new RowKernels<Simd512, Vector512<float>>();
        if (Vector256.IsHardwareAccelerated)
            yield return new RowKernels<Simd256, Vector256<float>>();
        yield return new RowKernels<Simd128, Vector128<float>>(); // .NET emulates 128 bits where the machine lacks them.
    }
}

/// <summary>The rates of one step.</summary>
/// <param name="Rate">The learning rate α; for Adam α/(1 − β₁ᵗ).</param>
/// <param name="SquareScale">For Adam 1/√(1 − β₂ᵗ).</param>
internal readonly record struct StepRates(float Rate, float SquareScale);
