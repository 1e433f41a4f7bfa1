namespace AutoRec.Examples.Compare;

/// <summary>The settings of a comparison.</summary>
internal sealed record CompareSettings
{
    /// <summary>The folder of a release, or a ratings file; null to use MovieLens 100K or generated ratings.</summary>
    public string? Data { get; init; }

    /// <summary>A ratings file to train on; <see cref="Test"/> is then set too.</summary>
    public string? Train { get; init; }

    public string? Test { get; init; }

    /// <summary>How to read the files of ratings.</summary>
    public required RatingFileOptions File { get; init; }

    /// <summary>The names of the release's own splits.</summary>
    public IReadOnlyList<string>? Folds { get; init; }

    /// <summary>The number of random splits.</summary>
    public int? Repeats { get; init; }

    /// <summary>The models, in the order of the table.</summary>
    public required IReadOnlyList<ComparedModel> Models { get; init; }

    /// <summary>Whether to compare lists of titles too.</summary>
    public bool Ranking { get; init; }

    public required int Seed { get; init; }

    public string? Json { get; init; }

    public string? Csv { get; init; }

    public string? Plot { get; init; }

    /// <summary>The picture of the lists; <see cref="Ranking"/> is then set too.</summary>
    public string? PlotLists { get; init; }

    public bool Quiet { get; init; }
}
