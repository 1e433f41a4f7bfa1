namespace AutoRec.Engines.Sparse.Kernels.Tests;

[TestClass]
public sealed unsafe class RPropTests : OptimizerKernelContract
{
    private protected override int StateRows => 2;

    /// <summary>Every fourth previous gradient is zero, and some step sizes are at a limit.</summary>
    private protected override void Start(Span<float> state, Span<float> state2, Random random)
    {
        for (var k = 0; k < state.Length; k++)
        {
            if (k % 4 == 0)
                state[k] = 0;
            state2[k] = (k % 7) switch { 0 => 50, 1 => 1e-6f, _ => 0.001f + 0.1f * random.NextSingle() };
        }
    }

    private protected override void Step(
        RowKernels kernels, RowMatrix rows, float* gradient, float decay, float momentum, ReadOnlySpan<StepRates> steps) =>
        kernels.RProp(rows[0], rows[1], rows[2], gradient, rows.Stride, decay, steps.Length);

    private protected override void PlainStep(
        double[] weights, double[] state, double[] state2, double[]? gradient, double decay, double momentum, StepRates step) =>
        PlainKernels.RProp(weights, state, state2, gradient, decay);
}
