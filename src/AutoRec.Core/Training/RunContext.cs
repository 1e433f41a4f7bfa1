namespace AutoRec.Training;

/// <summary>The surroundings of a training, which knows no ML.NET.</summary>
/// <param name="Seed">The random seed.</param>
/// <param name="Log">Writes a line to the log.</param>
/// <param name="ThrowIfCanceled">Throws an <see cref="OperationCanceledException"/> if the training is to end.</param>
internal sealed record RunContext(int Seed, Action<string> Log, Action ThrowIfCanceled);
