using System.Text.RegularExpressions;
using AutoRec.Tests;

namespace AutoRec.Source.Tests;

/// <summary>A program on a page, and the output that the page prints below it.</summary>
internal sealed record MarkdownProgram(string Heading, string Code, string? Output);

internal static partial class MarkdownPrograms
{
    /// <summary>The C# blocks of a page, in order; a block of text that follows one is its output.</summary>
    public static IReadOnlyList<MarkdownProgram> Read(string page)
    {
        var programs = new List<MarkdownProgram>();
        var heading = "";
        foreach (Match match in Part().Matches(File.ReadAllText(Path.Combine(RepositoryFiles.Root, page))))
        {
            if (match.Groups["heading"].Success)
                heading = match.Groups["heading"].Value;
            else if (match.Groups["language"].Value == "csharp")
                programs.Add(new(heading, match.Groups["block"].Value, null));
            else if (match.Groups["language"].Value == "text" && programs is [.., { Output: null } last] && last.Heading == heading)
                programs[^1] = last with { Output = match.Groups["block"].Value };
        }

        return programs;
    }

    [GeneratedRegex(
        "^(#+ (?<heading>[^\n]*)|```(?<language>[a-z]*)\n(?<block>.*?)\n```)$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Part();
}
