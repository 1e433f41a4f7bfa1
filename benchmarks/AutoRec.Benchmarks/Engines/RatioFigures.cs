namespace AutoRec.Benchmarks;

/// <summary>The measurements of <c>ratio</c>, in the order of the JSON file.</summary>
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

    /// <summary>The batches of each epoch that TorchSharp computed. The time of its epoch is scaled up from them.</summary>
    public required int BatchesMeasured { get; init; }

    /// <summary>The median over all epochs but the first.</summary>
    public required double SparseSecondsPerEpoch { get; init; }

    /// <summary>The fastest epoch. If the slowest differs much, other programs disturbed the measurement.</summary>
    public required double SparseLowestSeconds { get; init; }

    public required double SparseHighestSeconds { get; init; }

    public required double TorchSecondsPerEpoch { get; init; }

    public double Ratio => TorchSecondsPerEpoch / SparseSecondsPerEpoch;

    /// <summary>The time of all epochs of the sparse engine, including the first.</summary>
    public required double SparseSecondsOfAllEpochs { get; init; }

    public double SparseRatingsPerSecond => Ratings / SparseSecondsPerEpoch;

    /// <summary>The highest speed of a product of two 2048 × 2048 matrices with TorchSharp in this run.</summary>
    public required double MatrixProductGigaFlops { get; init; }

    /// <summary>The sparse engine's speed (multiplications by nonzero inputs, without the optimizer) over that of the product.</summary>
    public required double SparseShareOfPeak { get; init; }

    /// <summary>Σe² of the last epoch, over the batches that both engines computed.</summary>
    public required double SparseLoss { get; init; }

    public required double TorchLoss { get; init; }

    public double LossDifference => Math.Abs(SparseLoss - TorchLoss) / TorchLoss;

    /// <summary>The peak memory of a process that only generates the ratings and trains on them with the sparse engine.</summary>
    public required long SparsePeakMemoryBytes { get; init; }

    public required int Threads { get; init; }

    /// <summary>The vector width of the kernels.</summary>
    public required string Kernels { get; init; }
}
