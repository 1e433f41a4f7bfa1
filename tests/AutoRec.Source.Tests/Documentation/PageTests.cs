using System.Reflection;
using AutoRec.Tests;

namespace AutoRec.Source.Tests;

/// <summary>The programs of README.md and docs/guide.md, compiled and run as printed.</summary>
[TestClass]
public sealed class PageTests
{
    private const int LongestProgram = 15;

    private static readonly IReadOnlyList<MarkdownProgram> Guide = MarkdownPrograms.Read("docs/guide.md");

    // The first block of the guide stands before each of the others.
    public static IEnumerable<object?[]> GuidePrograms =>
        Guide.Skip(1).Select(program => new object?[] { program.Heading, program.Code, program.Output });

    [TestMethod]
    [DynamicData(nameof(GuidePrograms), DynamicDataDisplayName = nameof(NameOf))]
    public void Guide_EveryProgram_PrintsWhatThePageSays(string heading, string code, string output)
    {
        using var folder = new RatingsFolder();
        Assert.AreEqual(output, ProgramRun.Output(folder.Path, WithFirstLines(code)), heading);
    }

    [TestMethod]
    [DynamicData(nameof(GuidePrograms), DynamicDataDisplayName = nameof(NameOf))]
    public void Guide_EveryProgram_IsShortAndHasAnOutput(string heading, string code, string? output)
    {
        Assert.IsNotNull(output, heading);
        Assert.IsLessThanOrEqualTo(LongestProgram, code.Split('\n').Length, heading);
    }

    [TestMethod]
    public void Readme_Program_PrintsWhatThePageSays()
    {
        using var folder = new RatingsFolder();
        var program = MarkdownPrograms.Read("README.md").Single();
        Assert.AreEqual(program.Output, ProgramRun.Output(folder.Path, program.Code));
    }

    [TestMethod]
    public void Readme_Length_IsUnder120Lines() =>
        Assert.IsLessThan(120, File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "README.md")).Length);

    [TestMethod]
    public void GettingStarted_AsAProcess_PrintsWhatTheGuideSays()
    {
        using var example = new ExampleFolder("GettingStarted");
        var run = example.Run("");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.Contains($"```text\n{run.Output.TrimEnd()}\n```", File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs/guide.md")));
        Assert.IsTrue(File.Exists(example.PathOf("model.zip")));
    }

    public static string NameOf(MethodInfo method, object[] data) => $"{method.Name} ({data[0]})";

    private static string WithFirstLines(string code)
    {
        string[] lines = [.. Guide[0].Code.Split('\n'), .. code.Split('\n')];
        return string.Join('\n', lines.OrderBy(line => !line.StartsWith("using ", StringComparison.Ordinal) || line.Contains('=')));
    }
}
