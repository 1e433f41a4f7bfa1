using System.Text.Json;
using AutoRec.Tests;

namespace AutoRec.Packages.Tests;

[TestClass]
public sealed class ReadmeProgramTests
{
    private string _folder = "";

    public required TestContext TestContext { get; init; }

    [TestInitialize]
    public void CopyRatings()
    {
        _folder = Directory.CreateTempSubdirectory("autorec-packages-run-").FullName;
        File.Copy(Path.Combine(RepositoryFiles.Root, "examples/GettingStarted/ratings.csv"), Path.Combine(_folder, "ratings.csv"));
    }

    [TestCleanup]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("net10.0")]
    [DataRow("net8.0")]
    public async Task TrainerAndScorer_OnTheirPackages_PrintWhatTheReadmesSay(string framework)
    {
        Assert.AreSequenceEqual(ReadmeProgram.Trainer.ExpectedLines, await RunAsync(ReadmeProgram.Trainer, framework));
        Assert.AreSequenceEqual(ReadmeProgram.Scorer.ExpectedLines, await RunAsync(ReadmeProgram.Scorer, framework));
    }

    [TestMethod]
    public void Programs_OwnPackages_AreThoseOfTheFeed()
    {
        // NuGet keeps the source of a package beside it.
        string[] files = [.. Directory.GetDirectories(PackageFeed.FolderOf("cache"), "autorec.*")
            .SelectMany(package => Directory.GetFiles(package, ".nupkg.metadata", SearchOption.AllDirectories))];
        Assert.HasCount(4, files);
        foreach (var file in files)
        {
            using var metadata = JsonDocument.Parse(File.ReadAllText(file));
            Assert.AreEqual(PackageFeed.Feed, metadata.RootElement.GetProperty("source").GetString());
        }
    }

    [TestMethod]
    [DataRow("net10.0")]
    [DataRow("net8.0")]
    public void Scorer_OutputFolder_HasNoTorchSharp(string framework)
    {
        string[] files = [.. Directory.GetFiles(ReadmeProgram.Scorer.OutputOf(framework), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(file))];
        Assert.Contains("AutoRec.Transforms.dll", files);
        Assert.IsEmpty(files.Where(file => file.Contains("torch", StringComparison.OrdinalIgnoreCase)).ToList());
    }

    [TestMethod]
    public async Task DataFrames_OnTheirPackage_PrintWhatTheReadmeSays() =>
        Assert.AreSequenceEqual(ReadmeProgram.Frames.ExpectedLines, await RunAsync(ReadmeProgram.Frames, "net10.0"));

    [TestMethod]
    [RequiresNativeAot]
    public async Task NativeScorer_PublishedWithNativeAot_PrintsWhatTheReadmeSays()
    {
        await RunAsync(ReadmeProgram.Trainer, "net10.0");
        string[] publish = ["publish", ReadmeProgram.NativeScorer.Project, "-f", "net10.0", "-r", "linux-x64", "-o", _folder, "--nologo"];
        await ProcessRun.LinesAsync("dotnet", publish, TestContext.CancellationToken);

        var lines = await ProcessRun.LinesAsync(Path.Combine(_folder, "NativeScorer"), [], TestContext.CancellationToken, folder: _folder);
        Assert.AreSequenceEqual(ReadmeProgram.NativeScorer.ExpectedLines, lines);
    }

    private Task<string[]> RunAsync(ReadmeProgram program, string framework) =>
        program.RunAsync(framework, _folder, TestContext.CancellationToken);
}
