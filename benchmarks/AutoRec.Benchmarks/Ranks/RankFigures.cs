namespace AutoRec.Benchmarks;

/// <summary>The figures of a process that has trained. Only rank 0 learns of epochs; a step is the same work for all ranks.</summary>
/// <param name="Rank">The number of the rank.</param>
/// <param name="PeakBytes">The peak of the resident memory, at the end of the training.</param>
internal sealed record RankFigures(int Rank, long PeakBytes)
{
    /// <summary>The peak at the end of the last epoch.</summary>
    public long? PeakBytesOfEpochs { get; init; }

    /// <summary>The seconds of the epochs after the first.</summary>
    public double[] SecondsPerEpoch { get; init; } = [];

    /// <summary>The bytes that a step sends to other ranks, without those of the first epoch.</summary>
    public double SentPerStep { get; init; }

    /// <summary>The bytes that a step receives from other ranks.</summary>
    public double ReceivedPerStep { get; init; }

    /// <summary>The digest of the model's weights.</summary>
    public string? Digest { get; init; }
}
