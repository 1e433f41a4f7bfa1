namespace AutoRec.Training;

/// <summary>The connection of a training to its host.</summary>
/// <param name="Seed">The random seed.</param>
/// <param name="Log">Writes a line to the log.</param>
/// <param name="ThrowIfCanceled">Throws an <see cref="OperationCanceledException"/> if the training was canceled.</param>
internal sealed record RunContext(int Seed, Action<string> Log, Action ThrowIfCanceled);
