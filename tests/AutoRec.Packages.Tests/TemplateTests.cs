using AutoRec.Tests;

namespace AutoRec.Packages.Tests;

[TestClass]
public sealed class TemplateTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task AutoRecTemplate_CreatedAndRun_PrintsWhatTheReadmeSays()
    {
        string[] hive = ["--debug:custom-hive", PackageFeed.FolderOf("hive")];
        await DotnetAsync(["new", "install", PackageFeed.FileOf("AutoRec.MLNet.Templates"), .. hive]);
        await DotnetAsync(["new", "autorec", "--output", "MyRecommender", .. hive]);
        await DotnetAsync(["new", "autorec", "--output", "Net8", "--framework", "net8.0", .. hive]);

        var lines = await DotnetAsync("run", "--project", "MyRecommender");
        Assert.Contains(
            $"```text\n{string.Join('\n', lines)}\n```",
            await File.ReadAllTextAsync(
                Path.Combine(RepositoryFiles.Root, "templates/AutoRec.Templates/README.md"), TestContext.CancellationToken));
        Assert.IsTrue(File.Exists(PackageFeed.FolderOf("model.zip")));
        Assert.Contains(
            "<TargetFramework>net8.0</TargetFramework>",
            await File.ReadAllTextAsync(PackageFeed.FolderOf("Net8/Net8.csproj"), TestContext.CancellationToken));
    }

    private Task<string[]> DotnetAsync(params string[] arguments) =>
        ProcessRun.LinesAsync("dotnet", arguments, TestContext.CancellationToken, folder: PackageFeed.FolderOf(""));
}
