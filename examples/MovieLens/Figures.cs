namespace AutoRec.Examples.MovieLens;

/// <summary>The results of a training run, in the order of the JSON file.</summary>
internal sealed record TrainFigures
{
    /// <summary>The name of the release's folder or of the training file, or "generated".</summary>
    public required string Dataset { get; init; }

    public required int TrainRatings { get; init; }

    public required int TestRatings { get; init; }

    /// <summary>The number of encoded rows: items, or users in the user-based variant.</summary>
    public required int Rows { get; init; }

    /// <summary>The length of an encoded row.</summary>
    public required int Columns { get; init; }

    /// <summary>Whether genres and years were added as artificial users.</summary>
    public required bool ItemFeatures { get; init; }

    /// <summary>"item" or "user".</summary>
    public required string Variant { get; init; }

    public required string Engine { get; init; }

    /// <summary>The number of epochs of the final training.</summary>
    public required int Epochs { get; init; }

    /// <summary>The time to read or generate the ratings and to split them.</summary>
    public required double LoadSeconds { get; init; }

    /// <summary>The time to fit the whole pipeline.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>The time to score and evaluate the test ratings.</summary>
    public required double ScoreSeconds { get; init; }

    /// <summary>The RMSE over all test ratings; null if it is not a number. MAE and R² likewise.</summary>
    public required double? Rmse { get; init; }

    public required double? Mae { get; init; }

    public required double? RSquared { get; init; }

    /// <summary>The number of test ratings whose user or item the model has not seen in training.</summary>
    public required int ColdRows { get; init; }

    public required long ModelBytes { get; init; }

    /// <summary>The largest working set of the process.</summary>
    public required long PeakMemoryBytes { get; init; }

    public required Recommendations Lists { get; init; }
}

/// <summary>The results of a saved model on other ratings.</summary>
internal sealed record ScoreFigures
{
    public required double? Rmse { get; init; }

    public required double? Mae { get; init; }

    public required double? RSquared { get; init; }

    /// <summary>The number of rows that have a score; the errors are over these.</summary>
    public required int RowsScored { get; init; }

    /// <summary>The number of rows of the file, scored or not, whose user or item the model has not seen in training.</summary>
    public required int ColdRows { get; init; }

    /// <summary>The time to score and evaluate the rows.</summary>
    public required double Seconds { get; init; }

    /// <summary>Null without --lists.</summary>
    public Recommendations? Lists { get; init; }
}

/// <summary>The card of a saved model.</summary>
internal sealed record InfoFigures
{
    public required string Trainer { get; init; }

    public required string PackageVersion { get; init; }

    public required DateTimeOffset TrainedAt { get; init; }

    public required double TrainSeconds { get; init; }

    public required int Ratings { get; init; }

    /// <summary>The number of users with training ratings. Items likewise.</summary>
    public required int Users { get; init; }

    public required int Items { get; init; }

    /// <summary>Null for a one-class model.</summary>
    public required string? Engine { get; init; }

    public required int Seed { get; init; }

    /// <summary>The number of epochs of the final training; null for a blend and a one-class model.</summary>
    public required int? Epochs { get; init; }

    /// <summary>Null without validation.</summary>
    public required double? ValidationRmse { get; init; }

    public required int? ValidationRatings { get; init; }

    /// <summary>The options that were set, by name.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }
}
