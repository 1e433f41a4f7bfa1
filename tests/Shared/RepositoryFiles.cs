namespace AutoRec.Tests;

/// <summary>Finds what other projects of this repository build and hold, from where the tests run.</summary>
internal static class RepositoryFiles
{
    private static readonly string Output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    /// <summary>The folder of this repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// Where the project in <paramref name="projectFolder"/> is built to, in the configuration that the tests are built
    /// in.
    /// </summary>
    public static string OutputOf(string projectFolder)
    {
        // tests/This.Tests/bin/Release/net10.0: the last three are the same for every project.
        var parts = Output.Split(Path.DirectorySeparatorChar);
        return Path.Combine([Root, .. projectFolder.Split('/'), .. parts[^3..]]);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(Output); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AutoRec.MLNet.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"'{Output}' is not below a folder that holds AutoRec.MLNet.sln.");
    }
}
