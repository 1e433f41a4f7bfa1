namespace AutoRec.Examples.MovieLens;

/// <summary>The settings of a study.</summary>
/// <param name="Train">The ratings to train on; a part is held out for the choice.</param>
/// <param name="Test">The ratings to report errors on.</param>
/// <param name="File">How to read the files of ratings.</param>
/// <param name="Output">The folder of the journals, tables and pictures.</param>
/// <param name="Seeds">The number of trainings of each setting.</param>
/// <param name="Sweeps">The sweeps to run.</param>
internal sealed record StudySettings(
    string Train, string Test, RatingFileOptions File, string Output, int Seeds, IReadOnlyList<Sweep> Sweeps);
