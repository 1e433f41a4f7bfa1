using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>
/// How much of the network's output counts in a score, and how strongly the biases are damped. With few ratings for each row and column,
/// both are fitted on held-out ratings, so that the model is not worse than its baseline.
/// </summary>
/// <param name="Factor">The factor on the network's output, from 0 to 1.</param>
/// <param name="Damping">The damping D of the biases in the model. The network is always trained with the default.</param>
internal sealed record NetworkShare(float Factor, float Damping)
{
    private const double EnoughRatings = 8;
    private const double HeldOutFraction = 0.1;
    private const int HeldOutRatings = 1000;
    private const double MostHeldOut = 0.5;

    private static readonly float[] Dampings = [RatingBaseline.DefaultDamping, 5, 2];

    public static NetworkShare Whole { get; } = new(1, RatingBaseline.DefaultDamping);

    public static NetworkShare None { get; } = new(0, RatingBaseline.DefaultDamping);

    /// <summary>Whether there are fewer than eight ratings for each row and column with ratings, and a baseline to fall back on.</summary>
    public static bool IsUncertain(TrainingSet set, AutoRecOptions options) =>
        options.Baseline == BaselineKind.Biases
        && options.DecoderActivation == Activation.Identity
        && set.Count < EnoughRatings * (set.Rows.Length + set.CountRatedColumns());

    /// <summary>The fraction to hold out: a tenth, or more of few ratings, whose factor would otherwise be left to chance.</summary>
    public static double FractionToHoldOut(int count) =>
        Math.Max(HeldOutFraction, Math.Min(MostHeldOut, (double)HeldOutRatings / count));

    /// <summary>
    /// Fits the factor by least squares, less one standard error, so that chance gives the network no share. The damping is the one that
    /// leaves the smallest error.
    /// </summary>
    /// <param name="model">A model with the whole share.</param>
    /// <param name="set">Its training ratings.</param>
    /// <param name="heldOut">Other ratings of the same rows and columns.</param>
    public static NetworkShare Fit(AutoRecModelParameters model, TrainingSet set, RatingMatrix heldOut)
    {
        var (best, leastSquares) = (None, double.PositiveInfinity);
        foreach (var damping in Dampings)
        {
            var baseline = set.BaselineWith(damping);
            double products = 0, squares = 0, errors = 0;
            var count = 0;
            for (var row = 0; row < heldOut.RowCount; row++)
            {
                var encoded = model.Row(row);
                for (var i = heldOut.RowPointers[row]; i < heldOut.RowPointers[row + 1]; i++)
                {
                    var column = heldOut.ColumnIndices[i];
                    if (!model.IsKnown(encoded, column))
                        continue;
                    double output = model.Network.Decode(encoded.Code, column);
                    var error = model.LabelRange.ToStars(heldOut.Values[i]) - baseline.Predict(baseline.Rows[row], column);
                    var weight = heldOut.Weights.IsEmpty ? 1 : heldOut.Weights[i];
                    products += weight * output * error;
                    squares += weight * output * output;
                    errors += weight * error * error;
                    count++;
                }
            }

            if (count == 0)
                return None;
            var standardError = Math.Sqrt(errors / count * squares);
            var factor = squares == 0 ? 0 : Math.Clamp((products - standardError) / squares, 0, 1);
            var rest = errors - (2 * factor * products) + (factor * factor * squares);
            if (rest < leastSquares)
                (best, leastSquares) = (new((float)factor, damping), rest);
        }

        return best;
    }
}
