namespace AutoRec.Benchmarks;

/// <summary>One measured number, in each round; more is better.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">Of the number, such as "rows/s".</param>
/// <param name="Rounds">The number in each round.</param>
/// <param name="Asked">The least that the number is meant to be; null where it is only of interest beside the others.</param>
internal sealed record Figure(string Name, string Unit, IReadOnlyList<double> Rounds, double? Asked)
{
    public double Median => Benchmarks.Rounds.Median(Rounds);

    public double Lowest => Rounds.Min();

    public double Highest => Rounds.Max();

    /// <summary>Whether the rounds differ by so little that their median can be relied on.</summary>
    public bool RoundsAgree => Highest <= Benchmarks.Rounds.Tolerance * Lowest;

    /// <summary>Whether the median is what was asked for.</summary>
    public bool? IsReached => Asked is double asked ? Median >= asked : null;
}
