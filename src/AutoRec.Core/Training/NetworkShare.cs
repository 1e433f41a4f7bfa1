using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>
/// The part of the network's output that counts in a score, and the damping of the biases. With few ratings for each row and column,
/// both are fitted on held-out ratings, so that the model is not worse than its baseline.
/// </summary>
/// <param name="Factor">The factor on the network's output, from 0 to 1.</param>
/// <param name="Damping">The damping D of the biases in the model. The network is always trained with the default.</param>
internal sealed record NetworkShare(float Factor, float Damping)
{
    private const double HeldOutFraction = 0.1;
    private const int HeldOutRatings = 1000;
    private const double MostHeldOut = 0.5;

    private static readonly float[] Dampings = [RatingBaseline.DefaultDamping, 5, 2];

    /// <summary>The whole network, with biases of the default damping.</summary>
    public static NetworkShare Whole { get; } = new(1, RatingBaseline.DefaultDamping);

    /// <summary>No network, with biases of the default damping.</summary>
    public static NetworkShare None { get; } = new(0, RatingBaseline.DefaultDamping);

    /// <summary>Whether there are fewer than eight ratings for each row and column with ratings, and a baseline to fall back on.</summary>
    public static bool IsUncertain(TrainingSet set, AutoRecOptions options) =>
        options.Baseline == BaselineKind.Biases
        && options.DecoderActivation == Activation.Identity
        && Recipe.IsSparse(set);

    /// <summary>The fraction to hold out: a tenth, or more of few ratings, whose factor would otherwise be left to chance.</summary>
    public static double FractionToHoldOut(int count) =>
        Math.Max(HeldOutFraction, Math.Min(MostHeldOut, (double)HeldOutRatings / count));

    /// <summary>
    /// Fits the factor by least squares, less one standard error, so that chance gives the network no share. Likewise, another damping than
    /// the default must leave a smaller error by more than one standard error.
    /// </summary>
    /// <param name="model">A model with the whole share.</param>
    /// <param name="set">Its training ratings.</param>
    /// <param name="heldOut">Other ratings of rows and columns with training ratings.</param>
    public static NetworkShare Fit(AutoRecModelParameters model, TrainingSet set, IReadOnlyList<HeldOutRating> heldOut)
    {
        var count = set.Shard.Sum(heldOut.Count);
        if (count == 0)
            return None;
        double[] stars = [.. heldOut.Select(one => (double)model.LabelRange.ToStars(one.Rating))];
        double[] outputs = [.. heldOut.Select(one => (double)model.Network.Decode(model.CodeOf(one.Row), one.Column))];
        var (best, errors) = FitFactor(set.BaselineWith(Dampings[0]));
        foreach (var damping in Dampings[1..])
        {
            var (other, otherErrors) = FitFactor(set.BaselineWith(damping));
            double[] gains = [.. errors.Zip(otherErrors, (first, second) => first * first - second * second)];
            Span<double> sums = [gains.Sum(), gains.Sum(one => one * one)];
            set.Shard.Sum(sums);
            if (sums[0] > 0 && sums[0] * sums[0] > sums[1])
                (best, errors) = (other, otherErrors);
        }

        return best;

        // The factor for a baseline, and the errors that it leaves.
        (NetworkShare Share, double[] Errors) FitFactor(RatingBaseline baseline)
        {
            double products = 0, squares = 0, total = 0;
            double[] residuals =
                [.. heldOut.Select((one, i) => stars[i] - baseline.Predict(baseline.Rows[one.Row], one.Column))];
            for (var i = 0; i < outputs.Length; i++)
            {
                var weight = heldOut[i].Weight;
                products += weight * outputs[i] * residuals[i];
                squares += weight * outputs[i] * outputs[i];
                total += weight * residuals[i] * residuals[i];
            }

            Span<double> sums = [products, squares, total];
            set.Shard.Sum(sums);
            (products, squares, total) = (sums[0], sums[1], sums[2]);

            // Of equal variances. The sum of the squared products instead was never better on 20 hold-outs of samples of real data.
            var standardError = Math.Sqrt(total / count * squares);
            var factor = squares == 0 ? 0 : Math.Clamp((products - standardError) / squares, 0, 1);
            double[] errors = [.. heldOut.Select((one, i) => one.Factor * (residuals[i] - (factor * outputs[i])))];
            return (new((float)factor, baseline.Damping), errors);
        }
    }
}
