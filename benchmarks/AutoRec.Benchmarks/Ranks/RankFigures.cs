namespace AutoRec.Benchmarks;

/// <summary>The figures of a process that has trained.</summary>
/// <param name="Rank">The number of the rank.</param>
/// <param name="PeakBytes">The peak of the resident memory, at the end of the training.</param>
/// <param name="PeakBytesOfEpochs">The peak at the end of the last epoch; null in other ranks than 0.</param>
/// <param name="SecondsPerEpoch">The seconds of the epochs after the first; empty in other ranks than 0.</param>
/// <param name="SentPerStep">The bytes that a step sends to other ranks: those of all sums of the training, by its steps.</param>
/// <param name="ReceivedPerStep">The bytes that a step receives from other ranks, likewise.</param>
/// <param name="Digest">The digest of the model's weights; null in other ranks than 0.</param>
internal sealed record RankFigures(
    int Rank,
    long PeakBytes,
    long? PeakBytesOfEpochs,
    double[] SecondsPerEpoch,
    double SentPerStep,
    double ReceivedPerStep,
    string? Digest);
