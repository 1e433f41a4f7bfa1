namespace AutoRec.Benchmarks;

/// <summary>The counts of an attack.</summary>
internal sealed class AttackTally(string name)
{
    private const int MostFailures = 20;

    private readonly int[] _counts = new int[Enum.GetValues<Outcome>().Length];

    public string Name { get; } = name;

    /// <summary>The reason why the attack was skipped; null if it ran.</summary>
    public string? Skipped { get; init; }

    public int Attempts => _counts.Sum();

    public int Refused => Count(Outcome.Refused);

    public int Same => Count(Outcome.Same);

    public int Wrong => Count(Outcome.Wrong);

    public int Hangs => Count(Outcome.Hang);

    public int Crashes => Count(Outcome.Crash);

    /// <summary>The first failures.</summary>
    public List<string> Failures { get; } = [];

    public void Add(AttackResult result)
    {
        _counts[(int)result.Outcome]++;
        if (result.Outcome > Outcome.Same && Failures.Count < MostFailures)
            Failures.Add($"{result.Outcome}: {result.Detail}");
    }

    private int Count(Outcome outcome) => _counts[(int)outcome];
}
