namespace AutoRec.Examples.Compare;

/// <summary>What was asked for.</summary>
internal sealed record CompareSettings
{
    /// <summary>A folder of a release, or a ratings file; null: whatever is found.</summary>
    public string? Data { get; init; }

    /// <summary>A ratings file to train on; then <see cref="Test"/> is there too.</summary>
    public string? Train { get; init; }

    public string? Test { get; init; }

    /// <summary>The names of the splits that the release comes with.</summary>
    public IReadOnlyList<string>? Folds { get; init; }

    /// <summary>The number of random splits.</summary>
    public int? Repeats { get; init; }

    /// <summary>In the order of the table.</summary>
    public required IReadOnlyList<ComparedModel> Models { get; init; }

    public required int Seed { get; init; }

    public string? Json { get; init; }

    public string? Csv { get; init; }

    public string? Plot { get; init; }

    public bool Quiet { get; init; }
}
