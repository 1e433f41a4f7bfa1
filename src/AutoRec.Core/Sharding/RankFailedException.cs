namespace AutoRec.Sharding;

/// <summary>Ends the work of a rank because another one failed.</summary>
/// <param name="message">The errors of the ranks that failed.</param>
/// <param name="isCancellation">Whether they failed only because they were canceled.</param>
internal sealed class RankFailedException(string message, bool isCancellation = false) : InvalidOperationException(message)
{
    public bool IsCancellation { get; } = isCancellation;
}
