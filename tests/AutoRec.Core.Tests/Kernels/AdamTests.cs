namespace AutoRec.Engines.Sparse.Kernels.Tests;

[TestClass]
public sealed unsafe class AdamTests : OptimizerKernelContract
{
    private protected override int StateRows => 2;

    private protected override void Start(Span<float> state, Span<float> state2, Random random)
    {
        for (var k = 0; k < state2.Length; k++)
            state2[k] = 0.01f + random.NextSingle();
    }

    private protected override void Step(
        RowKernels kernels, RowMatrix rows, float* gradient, float decay, float momentum, ReadOnlySpan<StepRates> steps) =>
        kernels.Adam(rows[0], rows[1], rows[2], gradient, rows.Stride, decay, steps);

    private protected override void PlainStep(
        double[] weights, double[] state, double[] state2, double[]? gradient, double decay, double momentum, StepRates step) =>
        PlainKernels.Adam(weights, state, state2, gradient, decay, step);
}
