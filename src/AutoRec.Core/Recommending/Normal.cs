namespace AutoRec.Recommending;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>
    /// The z such that a value lies within ±z with the given probability, to 4.5e-4 (Abramowitz and Stegun 1964, formula 26.2.23).
    /// </summary>
    /// <param name="probability">From 0 to 1 (excluded).</param>
    public static double QuantileOfInterval(double probability)
    {
        var t = Math.Sqrt(-2 * Math.Log((1 - probability) / 2)); // Of the probability of one tail.
        return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    }

    /// <summary>The probability of a value above z, to 7.5e-8 (Abramowitz and Stegun 1964, formula 26.2.17).</summary>
    public static double Above(double z)
    {
        var t = 1 / (1 + 0.2316419 * Math.Abs(z));
        var polynomial = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        var tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * polynomial;
        return z >= 0 ? tail : 1 - tail;
    }
}
