namespace AutoRec.Examples.MovieLens;

/// <summary>The settings of a training run.</summary>
internal sealed record TrainSettings
{
    /// <summary>The folder of a release, or a ratings file; null to use MovieLens 100K or generated ratings.</summary>
    public string? Data { get; init; }

    /// <summary>A ratings file to train on, instead of <see cref="Data"/>; <see cref="Test"/> is then set too.</summary>
    public string? Train { get; init; }

    public string? Test { get; init; }

    public required double TestFraction { get; init; }

    public required int Seed { get; init; }

    /// <summary>Whether to train on the genres and years of the items too.</summary>
    public bool Features { get; init; }

    /// <summary>How to read the files of ratings.</summary>
    public required RatingFileOptions File { get; init; }

    public required AutoRecTrainer.Options Options { get; init; }

    public required string Save { get; init; }

    public string? Plot { get; init; }

    public string? Json { get; init; }

    public bool Quiet { get; init; }
}
