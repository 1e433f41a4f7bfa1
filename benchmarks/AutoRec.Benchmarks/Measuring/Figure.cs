namespace AutoRec.Benchmarks;

/// <summary>A measured quantity. Higher is better.</summary>
/// <param name="Name">The name in the report.</param>
/// <param name="Unit">The unit, such as "rows/s".</param>
/// <param name="Rounds">The value in each round.</param>
/// <param name="Target">The lowest acceptable value; null without a target.</param>
internal sealed record Figure(string Name, string Unit, IReadOnlyList<double> Rounds, double? Target)
{
    public double Median => Benchmarks.Rounds.Median(Rounds);

    public double Lowest => Rounds.Min();

    public double Highest => Rounds.Max();

    /// <summary>Whether the rounds differ so little that their median is reliable.</summary>
    public bool RoundsAgree => Highest <= Benchmarks.Rounds.Tolerance * Lowest;

    /// <summary>Whether the median reaches the target; null without a target.</summary>
    public bool? IsReached => Target is double target ? Median >= target : null;
}
