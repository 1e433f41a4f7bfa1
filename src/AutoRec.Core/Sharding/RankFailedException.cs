namespace AutoRec.Sharding;

/// <summary>Ends the work of a rank because another one failed.</summary>
internal sealed class RankFailedException(string message) : InvalidOperationException(message);
