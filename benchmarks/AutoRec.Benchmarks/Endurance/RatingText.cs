using System.Globalization;
using System.Text.RegularExpressions;

namespace AutoRec.Benchmarks;

/// <summary>A rating as a simple reading finds it.</summary>
internal sealed record SimpleRating(string User, string Item, float Rating);

/// <summary>A file of ratings, and a simple reading of it, with one regular expression for a line.</summary>
/// <param name="Text">The file.</param>
/// <param name="Line">A line of the format, with the user, the item and the rating as groups.</param>
internal sealed partial record RatingText(string Text, Regex Line)
{
    private const int Lines = 400;

    /// <summary>Files of several formats.</summary>
    public static readonly IReadOnlyList<RatingText> All =
    [
        Create("", (user, item, stars) => $"{user}\t{item}\t{stars}", Tabs()),
        Create("userId,movieId,rating,timestamp\n", (user, item, stars) => $"{user},{item},{stars},1100000000", Commas()),
        Create("reader,book,rating\n", (user, item, stars) => $"u{user},film {item},{stars}", Names()),
        Create("\"User\";\"ISBN\";\"Rating\"\n", (user, item, stars) => $"\"r{user}\";\"{item}X\";\"{stars.Replace('.', ',')}\"", Quotes()),
    ];

    /// <summary>Whether these are the ratings of the undamaged file.</summary>
    public bool IsWhole(List<SimpleRating> ratings) => Agrees(Text, ratings);

    /// <summary>
    /// Whether the ratings of a text are those of its lines that have the format, in their order. Another line may give a rating or none.
    /// </summary>
    public bool Agrees(string text, List<SimpleRating> ratings)
    {
        var lines = text.Split('\n').Where(line => line.Length > 0).Select(Parse).ToList();
        var at = 0;
        for (var n = 0; n < lines.Count; n++)
        {
            if (lines[n] is { } rating)
            {
                if (at >= ratings.Count || ratings[at++] != rating)
                    return false;
            }
            else if (at < ratings.Count && ratings[at] != lines.Skip(n).FirstOrDefault(line => line is not null))
            {
                at++;
            }
        }

        return at == ratings.Count;
    }

    private SimpleRating? Parse(string line) => Line.Match(line) is { Success: true } match
        ? new(
            match.Groups[1].Value,
            match.Groups[2].Value,
            float.Parse(match.Groups[3].Value.Replace(',', '.'), CultureInfo.InvariantCulture))
        : null;

    private static RatingText Create(string header, Func<int, int, string, string> format, Regex line)
    {
        var rows = Enumerable.Range(0, Lines).Select(n =>
            format(1 + (n % 37), 1 + (n * 7 % 101), (0.5 + (n * 13 % 10 / 2.0)).ToString(CultureInfo.InvariantCulture)));
        return new(header + string.Concat(rows.Select(row => row + "\n")), line);
    }

    [GeneratedRegex(@"^([1-9]\d{0,2})\t([1-9]\d{0,2})\t(\d(?:\.\d)?)$")]
    private static partial Regex Tabs();

    [GeneratedRegex(@"^([1-9]\d{0,2}),([1-9]\d{0,2}),(\d(?:\.\d)?),1\d{9}$")]
    private static partial Regex Commas();

    [GeneratedRegex(@"^(u\d+),(film \d+),(\d(?:\.\d)?)$")]
    private static partial Regex Names();

    [GeneratedRegex("""^"(r\d+)";"(\d+X)";"(\d(?:,\d)?)"$""")]
    private static partial Regex Quotes();
}
