namespace AutoRec.Examples.MovieLens;

/// <summary>The figures of a training run, in the order in which they are written.</summary>
internal sealed record TrainFigures
{
    /// <summary>The name of the release's folder or of the training file; "generated".</summary>
    public required string Dataset { get; init; }

    public required int TrainRatings { get; init; }

    public required int TestRatings { get; init; }

    /// <summary>What is encoded: the number of items, or of users in the user-based variant.</summary>
    public required int Rows { get; init; }

    /// <summary>What it is encoded over: the length of a row.</summary>
    public required int Columns { get; init; }

    /// <summary>Whether genres and years are among the users.</summary>
    public required bool ItemFeatures { get; init; }

    /// <summary>"item" or "user".</summary>
    public required string Variant { get; init; }

    public required string Engine { get; init; }

    /// <summary>Those that made the model.</summary>
    public required int Epochs { get; init; }

    /// <summary>Reading or generating the ratings, and splitting them.</summary>
    public required double LoadSeconds { get; init; }

    /// <summary>The whole pipeline's Fit.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>Scoring and evaluating the test ratings.</summary>
    public required double ScoreSeconds { get; init; }

    /// <summary>Over all test ratings, as the two below; null where it is not a number.</summary>
    public required double? Rmse { get; init; }

    public required double? Mae { get; init; }

    public required double? RSquared { get; init; }

    /// <summary>Test ratings whose user or item had none in training.</summary>
    public required int ColdRows { get; init; }

    public required long ModelBytes { get; init; }

    /// <summary>The largest working set of the process.</summary>
    public required long PeakMemoryBytes { get; init; }
}

/// <summary>The figures of a saved model on other ratings.</summary>
internal sealed record ScoreFigures
{
    public required double? Rmse { get; init; }

    public required double? Mae { get; init; }

    public required double? RSquared { get; init; }

    public required int RowsScored { get; init; }

    /// <summary>Of these, those whose user or item had no training rating.</summary>
    public required int ColdRows { get; init; }

    /// <summary>Scoring and evaluating them.</summary>
    public required double Seconds { get; init; }
}
