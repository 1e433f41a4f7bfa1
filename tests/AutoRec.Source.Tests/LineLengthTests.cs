using AutoRec.Tests;

namespace AutoRec.Source.Tests;

[TestClass]
public sealed class LineLengthTests
{
    // As in .editorconfig, which no analyzer enforces.
    private const int Longest = 140;

    [TestMethod]
    [DataRow("src")]
    [DataRow("templates")]
    [DataRow("examples")]
    [DataRow("benchmarks")]
    [DataRow("tests")]
    [DataRow("build")]
    [DataRow("docs")]
    public void Lines_OfEveryFile_FitTheColumns(string folder)
    {
        string[] extensions = [".cs", ".csproj", ".props", ".targets", ".md"];
        var tooLong =
            from file in SourceFiles.Tracked(Path.Combine(RepositoryFiles.Root, folder), extensions)
            from line in File.ReadLines(file).Index()
            where line.Item.Length > Longest && !IsTableRow(file, line.Item)
            select $"{SourceFiles.RelativePath(RepositoryFiles.Root, file)}:{line.Index + 1} has {line.Item.Length} columns";
        var lines = tooLong.ToList();
        Assert.IsEmpty(lines, $"At most {Longest} columns are allowed:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}");

        // Markdown cannot break one.
        static bool IsTableRow(string file, string line) => Path.GetExtension(file) == ".md" && line.StartsWith('|');
    }
}
