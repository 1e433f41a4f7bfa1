using System.Text.RegularExpressions;
using System.Xml.Linq;
using AutoRec.Tests;

namespace AutoRec.Packages.Tests;

/// <summary>
/// The packages of this repository, packed once by the tests into a temporary folder, and programs outside the repository that reference
/// them. Every run has a version and a package cache of its own, so NuGet never serves an earlier build.
/// </summary>
[TestClass]
public static partial class PackageFeed
{
    private static readonly string Root = Directory.CreateTempSubdirectory("autorec-packages-").FullName;

    /// <summary>The folder of the packages.</summary>
    public static readonly string Feed = FolderOf("artifacts/package/release");

    /// <summary>The version of the packages.</summary>
    public static string Version => Path.GetFileNameWithoutExtension(Directory.GetFiles(Feed, "AutoRec.MLNet.Core.*.nupkg").Single())
        ["AutoRec.MLNet.Core.".Length..];

    public static string FileOf(string package, string extension = "nupkg") => Path.Combine(Feed, $"{package}.{Version}.{extension}");

    /// <summary>A folder in which NuGet finds the packages.</summary>
    public static string FolderOf(string name) => Path.Combine(Root, name);

    /// <summary>Packs, and builds the programs of the READMEs.</summary>
    [AssemblyInitialize]
    public static async Task PackAsync(TestContext context)
    {
        // Without the analyzers, because the build of the repository runs them.
        string[] pack =
        [
            "pack", Path.Combine(RepositoryFiles.Root, "build/Packages.slnf"), "-c", "Release", "--artifacts-path", FolderOf("artifacts"),
            "--version-suffix", $"test{Guid.NewGuid():N}", "-p:RunAnalyzers=false", "-p:ContinuousIntegrationBuild=true", "--nologo",
        ];
        await ProcessRun.LinesAsync("dotnet", pack, context.CancellationToken);

        // The cache of the user serves only the packages of others.
        var cache = await ProcessRun.LinesAsync(
            "dotnet", ["nuget", "locals", "global-packages", "--list", "--force-english-output"], context.CancellationToken);

        // Our packages come from the feed alone, and those of others from the configured sources, whatever these have.
        var sources = (await ProcessRun.LinesAsync("dotnet", ["nuget", "list", "source"], context.CancellationToken, folder: Root))
            .Select(line => NumberedSource().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value);
        await File.WriteAllTextAsync(
            FolderOf("nuget.config"),
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{FolderOf("cache")}" /></config>
              <fallbackPackageFolders><add key="user" value="{cache[0].Split(": ")[1]}" /></fallbackPackageFolders>
              <packageSources><add key="packed" value="{Feed}" /></packageSources>
              <packageSourceMapping>
                <clear />
                {Mapping("packed", "AutoRec.*")}
                {string.Concat(sources.Select(source => Mapping(source, "*")))}
              </packageSourceMapping>
            </configuration>
            """,
            context.CancellationToken);

        foreach (var program in ReadmeProgram.All)
            await program.WriteAsync(context.CancellationToken);
        var projects = ReadmeProgram.All.Where(program => !program.IsNative).Select(program => $"<Project Path=\"{program.Project}\" />");
        await File.WriteAllTextAsync(
            FolderOf("Programs.slnx"), $"<Solution>{string.Concat(projects)}</Solution>", context.CancellationToken);
        await ProcessRun.LinesAsync(
            "dotnet", ["build", "Programs.slnx", "-c", "Release", "--nologo"], context.CancellationToken, folder: Root);
    }

    [AssemblyCleanup]
    public static void Delete() => Directory.Delete(Root, recursive: true);

    private static XElement Mapping(string source, string pattern) => new(
        "packageSource", new XAttribute("key", source), new XElement("package", new XAttribute("pattern", pattern)));

    /// <summary>A source in the list of NuGet, such as <c>1.  nuget.org [Enabled]</c>. The line below it has the address.</summary>
    [GeneratedRegex(@"^\d+\.\s+(?<name>.+) \[")]
    private static partial Regex NumberedSource();
}
