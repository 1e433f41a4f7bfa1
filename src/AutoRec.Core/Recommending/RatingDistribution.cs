namespace AutoRec.Recommending;

/// <summary>The probability of each rating level.</summary>
/// <param name="levels">The L levels, ascending.</param>
/// <param name="probabilities">Their probabilities, which add up to 1; all NaN without a score.</param>
internal sealed class RatingDistribution(float[] levels, double[] probabilities) : IEquatable<RatingDistribution>
{
    public (float Rating, double Probability)[] Levels => [.. levels.Zip(probabilities)];

    /// <summary>The lowest level that is not below the middle of the distribution; NaN without a score.</summary>
    public float Median
    {
        get
        {
            if (double.IsNaN(probabilities[0]))
                return float.NaN;
            var sum = probabilities[0];
            var l = 0;
            while (sum < 0.5 && l < levels.Length - 1)
                sum += probabilities[++l];
            return levels[l];
        }
    }

    /// <summary>The probability of a level of at least the given rating.</summary>
    public double AtLeast(float rating)
    {
        if (double.IsNaN(probabilities[0]))
            return double.NaN;
        if (rating <= levels[0])
            return 1;
        var sum = 0.0;
        for (var l = levels.Length - 1; l > 0 && levels[l] >= rating; l--)
            sum += probabilities[l];
        return sum;
    }

    public bool Equals(RatingDistribution? other) => other is not null && Levels.AsSpan().SequenceEqual(other.Levels);

    public override bool Equals(object? obj) => Equals(obj as RatingDistribution);

    public override int GetHashCode() => HashCode.Combine(levels.Length, probabilities[0]);
}
