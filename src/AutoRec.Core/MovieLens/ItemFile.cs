using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace AutoRec.MovieLens;

/// <summary>An item of a release. The genres are names; in 100K they are numbers, because the names are in another file.</summary>
internal sealed record MovieLensItem(int Id, string Title, IReadOnlyList<string> Genres);

/// <summary>A release's file of items: <c>u.item</c>, <c>movies.dat</c> or <c>movies.csv</c>.</summary>
internal static partial class ItemFile
{
    private const string NoGenres = "(no genres listed)";

    // In u.item, two dates and an address stand between the title and the genre flags.
    private const int FieldsBeforeFlags = 3;

    private const string Expected =
        "'1|title|…' (u.item), '1::title::genres' (movies.dat) or, below the header 'movieId,title,genres', '1,title,genres' (movies.csv)";

    public static IReadOnlyDictionary<int, MovieLensItem> Read(string path)
    {
        var file = ReleaseFolder.Find(path, "file of items", "u.item", "movies.dat", "movies.csv");
        var text = Decode(File.ReadAllBytes(file)).TrimEnd();
        var items = new Dictionary<int, MovieLensItem>();
        foreach (var (index, content) in text.Split('\n').Index())
        {
            var line = content.TrimEnd('\r');
            if (index == 0 && (text.Length == 0 || line.StartsWith("movieId,title", StringComparison.Ordinal)))
                continue;
            var place = $"'{file}', line {index + 1}: found ";
            var item = ReadItem(line) ?? throw new FormatException($"{place}{Excerpt.Of(line)}, expected an item's title: {Expected}.");
            if (!items.TryAdd(item.Id, item))
                throw new FormatException($"{place}'{item.Title}' for item {item.Id}, which has a title: '{items[item.Id].Title}'.");
        }

        return items.Count > 0 ? items : throw new FormatException($"'{file}' contains no titles; expected lines {Expected}.");
    }

    /// <summary>100K and 1M are in Latin-1, later releases in UTF-8. The Latin-1 titles are not valid UTF-8.</summary>
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        return (Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    }

    /// <summary>The item of a line; null if the line is malformed.</summary>
    private static MovieLensItem? ReadItem(string line)
    {
        var fields = ItemLine().Match(line).Groups;
        if (!int.TryParse(fields["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return null;
        var title = fields["title"].Value + fields["quoted"].Value.Replace("\"\"", "\"", StringComparison.Ordinal); // One of them is empty.
        return new(id, title, fields["flags"].Success ? NumbersOf(fields["flags"].Value) : NamesOf(fields["genres"].Value));
    }

    private static string[] NumbersOf(string flags) =>
    [
        .. from flag in flags.Split('|').Skip(FieldsBeforeFlags).Index()
           where flag.Item == "1"
           select flag.Index.ToString(CultureInfo.InvariantCulture),
    ];

    private static string[] NamesOf(string genres) =>
        genres == NoGenres ? [] : genres.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // A title may contain '::' in movies.dat, and "" for a quote in movies.csv.
    [GeneratedRegex(
        """
        ^(?<id>[0-9]+)(
          \|(?<title>[^|]+)\|(?<flags>.*) |
          ::(?<title>.+)::(?<genres>.*) |
          ,(?<title>[^",][^,]*),(?<genres>.*) |
          ,"(?<quoted>([^"]|"")*)",(?<genres>.*)
        )$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex ItemLine();
}
