namespace AutoRec.Recommending;

/// <summary>The quantile function of the standard normal distribution.</summary>
internal static class NormalQuantile
{
    /// <summary>
    /// The z such that a value lies within ±z with the given probability, to 4.5e-4 (Abramowitz and Stegun 1964, formula 26.2.23).
    /// </summary>
    /// <param name="probability">From 0 to 1 (excluded).</param>
    public static double OfInterval(double probability)
    {
        var t = Math.Sqrt(-2 * Math.Log((1 - probability) / 2)); // Of the probability of one tail.
        return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    }
}
