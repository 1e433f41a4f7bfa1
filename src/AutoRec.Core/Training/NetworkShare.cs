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
    /// Fits the factor by least squares, less one standard error, so that chance gives the network no share. Likewise, another damping than
    /// the default must leave a smaller error by more than one standard error.
    /// </summary>
    /// <param name="model">A model with the whole share.</param>
    /// <param name="set">Its training ratings.</param>
    /// <param name="heldOut">Other ratings of the same rows and columns.</param>
    public static NetworkShare Fit(AutoRecModelParameters model, TrainingSet set, RatingMatrix heldOut)
    {
        var known = KnownRatings(model, heldOut).ToList();
        if (known.Count == 0)
            return None;
        var (best, errors) = FitFactor(known, set.BaselineWith(Dampings[0]));
        foreach (var damping in Dampings[1..])
        {
            var (other, otherErrors) = FitFactor(known, set.BaselineWith(damping));
            double[] gains = [.. errors.Zip(otherErrors, (first, second) => first * first - second * second)];
            var gain = gains.Sum();
            if (gain > 0 && gain * gain > gains.Sum(one => one * one))
                (best, errors) = (other, otherErrors);
        }

        return best;
    }

    /// <summary>Fits the factor for a damping, and returns it with the errors that it leaves.</summary>
    private static (NetworkShare Share, double[] Errors) FitFactor(List<HeldOut> known, RatingBaseline baseline)
    {
        double products = 0, squares = 0, total = 0;
        double[] residuals = [.. known.Select(one => one.Stars - baseline.Predict(baseline.Rows[one.Row], one.Column))];
        foreach (var (one, residual) in known.Zip(residuals))
        {
            products += one.Weight * one.Output * residual;
            squares += one.Weight * one.Output * one.Output;
            total += one.Weight * residual * residual;
        }

        var standardError = Math.Sqrt(total / known.Count * squares);
        var factor = squares == 0 ? 0 : Math.Clamp((products - standardError) / squares, 0, 1);
        double[] errors = [.. known.Zip(residuals, (one, residual) => Math.Sqrt(one.Weight) * (residual - (factor * one.Output)))];
        return (new((float)factor, baseline.Damping), errors);
    }

    /// <summary>The held-out ratings whose row and column have training ratings.</summary>
    private static IEnumerable<HeldOut> KnownRatings(AutoRecModelParameters model, RatingMatrix heldOut) =>
        from row in heldOut.RatedRows()
        from i in Enumerable.Range(heldOut.RowPointers[row], heldOut.CountOf(row))
        let column = heldOut.ColumnIndices[i]
        where model.IsKnown(row, column)
        let stars = model.LabelRange.ToStars(heldOut.Values[i])
        let weight = heldOut.Weights.IsEmpty ? 1 : heldOut.Weights[i]
        select new HeldOut(row, column, stars, model.Network.Decode(model.CodeOf(row), column), weight);

    private readonly record struct HeldOut(int Row, int Column, double Stars, double Output, double Weight);
}
