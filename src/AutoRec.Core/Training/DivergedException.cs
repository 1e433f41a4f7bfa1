namespace AutoRec.Training;

/// <summary>A training whose loss is no longer finite. A search skips such a setting; any other error ends it.</summary>
internal sealed class DivergedException(string message) : InvalidOperationException(message);
