namespace AutoRec.Benchmarks;

/// <summary>What <c>ratio</c> measures, in the order in which it is written.</summary>
internal sealed record RatioFigures
{
    public required string Shape { get; init; }

    public required string Variant { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int Ratings { get; init; }

    public required int HiddenUnits { get; init; }

    public required int Epochs { get; init; }

    public required int BatchesPerEpoch { get; init; }

    /// <summary>The batches that both engines computed in each epoch; the time of an epoch is scaled up from them.</summary>
    public required int BatchesMeasured { get; init; }

    /// <summary>Median over the epochs but the first.</summary>
    public required double SparseSecondsPerEpoch { get; init; }

    /// <summary>Where this is far from the next, something else ran beside the measurement.</summary>
    public required double SparseLowestSeconds { get; init; }

    public required double SparseHighestSeconds { get; init; }

    public required double TorchSecondsPerEpoch { get; init; }

    public double Ratio => TorchSecondsPerEpoch / SparseSecondsPerEpoch;

    /// <summary>Of whole epochs of the sparse engine, the first included.</summary>
    public required double SparseSecondsOfAllEpochs { get; init; }

    public double SparseRatingsPerSecond => Ratings / SparseSecondsPerEpoch;

    /// <summary>The most that a product of two 2048 × 2048 matrices reached with TorchSharp in this run.</summary>
    public required double MatrixProductGigaFlops { get; init; }

    /// <summary>
    /// What the sparse engine computes that is not by zero, over the time it takes and the figure above; the optimizer's work is
    /// not counted.
    /// </summary>
    public required double SparseShareOfPeak { get; init; }

    /// <summary>Σe² of the last epoch, of the batches that both computed.</summary>
    public required double SparseLoss { get; init; }

    public required double TorchLoss { get; init; }

    public double LossDifference => Math.Abs(SparseLoss - TorchLoss) / TorchLoss;

    /// <summary>Of a process that does nothing but generate the ratings and train on them with the sparse engine.</summary>
    public required long SparsePeakMemoryBytes { get; init; }

    public required int Threads { get; init; }

    /// <summary>The vectors that the kernels compute with.</summary>
    public required string Kernels { get; init; }
}
