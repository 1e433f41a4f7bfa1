namespace AutoRec.Examples.Serving.Learning;

/// <summary>Decides whether a new model may replace the current one: if neither its error nor its lists are worse beyond noise.</summary>
/// <remarks>
/// Both models are measured on the same ratings. The noise is the standard error of the mean difference. Visitors are the units, because
/// the errors of one visitor depend on each other.
/// </remarks>
internal static class ModelComparison
{
    // A difference of two standard errors is rarely noise.
    private const double MostErrors = 2;

    // A model that was continued many times is a little better than one from the start. Without this tolerance, it could stay for good.
    private const double CostOfForgetting = 0.05;

    /// <param name="current">The figures of the current model.</param>
    /// <param name="candidate">The figures of the new model.</param>
    /// <param name="isStale">Whether the current model may know a forgotten visitor. Then the new one may be worse by 5 %.</param>
    /// <returns>The reason against the new model; null if it may replace the current one.</returns>
    public static string? ReasonAgainst(ModelMeasurement current, ModelMeasurement candidate, bool isStale)
    {
        var tolerance = isStale ? CostOfForgetting : 0;
        var pairs = current.Visitors.Zip(candidate.Visitors, (now, next) => (Now: now, Next: next)).ToList();
        var error = Mean([.. pairs.Select(pair => (pair.Next.SquaredError - pair.Now.SquaredError, (double)pair.Now.Ratings))]);
        var tolerated = (Math.Pow(1 + tolerance, 2) - 1) * Math.Pow(current.Rmse.GetValueOrDefault(), 2);
        if (error.Mean > tolerated + (MostErrors * error.StandardError))
            return FormattableString.Invariant($"Its RMSE is {candidate.Rmse:F4}, worse than {current.Rmse:F4} beyond noise.");
        var loss = Mean([.. pairs.Where(pair => pair.Now.Ndcg is not null)
            .Select(pair => (pair.Now.Ndcg.GetValueOrDefault() - pair.Next.Ndcg.GetValueOrDefault(), 1.0))]);
        return loss.Mean > (tolerance * current.Ndcg.GetValueOrDefault()) + (MostErrors * loss.StandardError)
            ? FormattableString.Invariant($"Its NDCG@10 is {candidate.Ndcg:F4}, worse than {current.Ndcg:F4} beyond noise.")
            : null;
    }

    /// <summary>The mean of sums over units of different sizes, with its standard error; 0 and infinity for fewer than two units.</summary>
    private static (double Mean, double StandardError) Mean((double Sum, double Size)[] units)
    {
        var size = units.Sum(unit => unit.Size);
        if (units.Length < 2 || size == 0)
            return (0, double.PositiveInfinity);
        var mean = units.Sum(unit => unit.Sum) / size;
        var variance = units.Sum(unit => Math.Pow(unit.Sum - (unit.Size * mean), 2)) * units.Length / (units.Length - 1);
        return (mean, Math.Sqrt(variance) / size);
    }
}
