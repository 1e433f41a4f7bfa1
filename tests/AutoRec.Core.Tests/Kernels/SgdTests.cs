namespace AutoRec.Engines.Sparse.Kernels.Tests;

[TestClass]
public sealed unsafe class SgdTests : OptimizerKernelContract
{
    private protected override float[] Momenta => [0, 0.9f];

    private protected override int StateRows => 1;

    private protected override void Start(Span<float> state, Span<float> state2, Random random)
    {
    }

    private protected override void Step(
        RowKernels kernels, RowMatrix rows, float* gradient, float decay, float momentum, ReadOnlySpan<StepRates> steps) =>
        kernels.Sgd(rows[0], rows[1], gradient, rows.Stride, decay, momentum, steps);

    private protected override void PlainStep(
        double[] weights, double[] state, double[] state2, double[]? gradient, double decay, double momentum, StepRates step) =>
        PlainKernels.Sgd(weights, state, gradient, decay, momentum, step);
}
