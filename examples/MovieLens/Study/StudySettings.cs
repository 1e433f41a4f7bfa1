namespace AutoRec.Examples.MovieLens;

/// <summary>What a study is to do.</summary>
/// <param name="Train">Ratings to train on; a part of them is held out to choose by.</param>
/// <param name="Test">Ratings to report on.</param>
/// <param name="Output">The folder of the journals, tables and pictures.</param>
/// <param name="Seeds">How often each setting is trained.</param>
/// <param name="Sweeps">The questions.</param>
internal sealed record StudySettings(string Train, string Test, string Output, int Seeds, IReadOnlyList<Sweep> Sweeps);
