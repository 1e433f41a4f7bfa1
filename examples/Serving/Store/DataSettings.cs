namespace AutoRec.Examples.Serving.Store;

/// <summary>The section "Data" of the configuration.</summary>
internal sealed class DataSettings
{
    /// <summary>The folder of all files of the service. Default: <c>serving-data</c> in the user's local application data.</summary>
    public string? Folder { get; init; }

    /// <summary>The folder of a MovieLens release that fills an empty database. Default: MovieLens 100K, or generated ratings.</summary>
    public string? Ratings { get; init; }
}
