namespace AutoRec.Training;

/// <summary>A training that left the finite numbers. Its own type, for a search goes on after it and after no other error.</summary>
internal sealed class DivergedException(string message) : InvalidOperationException(message);
