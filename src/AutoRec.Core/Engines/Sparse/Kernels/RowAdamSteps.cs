using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Kernels;

/// <summary>
/// The steps of RowAdam for a block whose gradient is λw alone. A step is then a linear map of each weight w and its first moment m, the
/// same one for the whole block:
/// m ← β₁ m + (1 − β₁) λ w and w ← w − r m, with r from the second moment, which needs only the block's mean of w². The means of w², wm
/// and m² follow from the same map. So any number of steps is one map, and its four coefficients cost a few operations a step.
/// </summary>
/// <param name="square">The second moment.</param>
/// <param name="ww">The mean of w².</param>
/// <param name="wm">The mean of w m.</param>
/// <param name="mm">The mean of m².</param>
internal struct RowAdamSteps(double square, double ww, double wm, double mm)
{
    public double WeightOfWeight { get; private set; } = 1;
    public double WeightOfMean { get; private set; } = 0;
    public double MeanOfWeight { get; private set; } = 0;
    public double MeanOfMean { get; private set; } = 1;

    /// <summary>The second moment.</summary>
    public double Square { get; private set; } = square;

    public void Take(ReadOnlySpan<StepRates> steps, double decay)
    {
        const double beta1 = EngineSettings.AdamBeta1, beta2 = EngineSettings.AdamBeta2;
        var pull = (1 - beta1) * decay;
        foreach (var step in steps)
        {
            Square = beta2 * Square + (1 - beta2) * decay * decay * ww;
            var rate = step.Rate / (Math.Sqrt(Square) * step.SquareScale + EngineSettings.AdamEpsilon);

            MeanOfWeight = beta1 * MeanOfWeight + pull * WeightOfWeight;
            MeanOfMean = beta1 * MeanOfMean + pull * WeightOfMean;
            WeightOfWeight -= rate * MeanOfWeight;
            WeightOfMean -= rate * MeanOfMean;

            mm = beta1 * beta1 * mm + 2 * beta1 * pull * wm + pull * pull * ww;
            wm = beta1 * wm + pull * ww;
            ww = Math.Max(0, ww - 2 * rate * wm + rate * rate * mm);
            wm -= rate * mm;
        }
    }
}
