namespace AutoRec.Tests;

/// <summary>Finds files and build outputs of this repository from the output folder of the tests.</summary>
internal static class RepositoryFiles
{
    private static readonly string Output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    /// <summary>The folder of this repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The output folder of a project, in the configuration of the tests.</summary>
    public static string OutputOf(string projectFolder)
    {
        // The last three folders, such as bin/Release/net10.0, are the same for every project.
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

        throw new DirectoryNotFoundException($"No folder above '{Output}' has AutoRec.MLNet.sln.");
    }
}
