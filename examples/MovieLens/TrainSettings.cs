namespace AutoRec.Examples.MovieLens;

/// <summary>What a training run was asked to do.</summary>
internal sealed record TrainSettings
{
    /// <summary>A folder of a release, or a ratings file; null: whatever is found.</summary>
    public string? Data { get; init; }

    /// <summary>A ratings file to train on, instead of a random part of <see cref="Data"/>; then <see cref="Test"/> is there too.</summary>
    public string? Train { get; init; }

    public string? Test { get; init; }

    public required double TestFraction { get; init; }

    public required int Seed { get; init; }

    /// <summary>Whether to train on what the release says of its items too.</summary>
    public bool Features { get; init; }

    public required AutoRecTrainer.Options Options { get; init; }

    public required string Save { get; init; }

    public string? Plot { get; init; }

    public string? Json { get; init; }

    public bool Quiet { get; init; }
}
