using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace AutoRec.MovieLens;

/// <summary>An item of a release.</summary>
/// <param name="Id">The id, as in the ratings.</param>
/// <param name="Title">The title with the year.</param>
/// <param name="Genres">The names of the genres; in 100K their numbers, because the names are in another file.</param>
internal sealed record MovieLensItem(int Id, string Title, IReadOnlyList<string> Genres);

/// <summary>A release's file of items: <c>u.item</c>, <c>movies.dat</c> or <c>movies.csv</c>.</summary>
internal static class ItemFile
{
    private const string NoGenres = "(no genres listed)";

    // In u.item, title, two dates and an address precede the genre flags.
    private const int FirstGenreFlag = 4;

    private const string Expected =
        "'1|title|…' (u.item), '1::title::genres' (movies.dat) or, below the header 'movieId,title,genres', '1,title,genres' (movies.csv)";
    public static IReadOnlyDictionary<int, MovieLensItem> Read(string path)
    {
        var file = ReleaseFolder.Find(path, "file of items", "u.item", "movies.dat", "movies.csv");
        var text = Decode(File.ReadAllBytes(file)).TrimEnd();
        var items = new Dictionary<int, MovieLensItem>();
        var number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            var line = text.AsSpan(range).TrimEnd('\r');
            if (number == 1 && (text.Length == 0 || line.StartsWith("movieId,title")))
                continue;
            var place = $"'{file}', line {number}";
            var item = ReadItem(line)
                ?? throw new FormatException($"{place}: found {Excerpt.Of(line)}, expected an item's title: {Expected}.");
            if (!items.TryAdd(item.Id, item))
                throw new FormatException($"{place}: found '{item.Title}' for item {item.Id}, which is '{items[item.Id].Title}'.");
        }

        return items.Count > 0 ? items : throw new FormatException($"'{file}' holds no titles: expected lines {Expected}.");
    }

    /// <summary>
    /// 100K and 1M are in Latin-1, later releases in UTF-8. The Latin-1 titles are not valid UTF-8, so validity tells them apart.
    /// </summary>
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        return (Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    }

    /// <summary>The item of a line; null if the line is malformed.</summary>
    private static MovieLensItem? ReadItem(ReadOnlySpan<char> line)
    {
        var rest = line.TrimStart("0123456789");
        if (!int.TryParse(line[..^rest.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return null;

        if (rest.StartsWith("::"))
        {
            // A title may hold '::'; genres do not.
            rest = rest[2..];
            var end = rest.LastIndexOf("::");
            return end > 0 ? new(id, rest[..end].ToString(), SplitGenres(rest[(end + 2)..])) : null;
        }

        if (rest.StartsWith("|"))
        {
            var fields = rest[1..].ToString().Split('|');
            return fields is [{ Length: > 0 } title, _, ..] ? new(id, title, ReadFlags(fields)) : null;
        }

        if (rest.StartsWith(",\""))
            return TryUnquote(rest[2..], out var quoted, out var genres) ? new(id, quoted, SplitGenres(genres)) : null;
        var comma = rest.StartsWith(",") ? rest[1..].IndexOf(',') : -1;
        return comma > 0 ? new(id, rest.Slice(1, comma).ToString(), SplitGenres(rest[(comma + 2)..])) : null;
    }

    private static string[] SplitGenres(ReadOnlySpan<char> genres) =>
        genres is NoGenres ? [] : genres.ToString().Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string[] ReadFlags(string[] fields) =>
        [.. fields.Skip(FirstGenreFlag).Index().Where(f => f.Item == "1").Select(f => f.Index.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Reads up to the closing quote. A doubled quote belongs to the title.</summary>
    private static bool TryUnquote(ReadOnlySpan<char> text, out string title, out ReadOnlySpan<char> rest)
    {
        var unquoted = new StringBuilder();
        while (text.IndexOf('"') is >= 0 and var quote)
        {
            unquoted.Append(text[..quote]);
            text = text[(quote + 1)..];
            if (!text.StartsWith("\""))
            {
                title = unquoted.ToString();
                rest = text.TrimStart(',');
                return text.StartsWith(",");
            }

            unquoted.Append('"');
            text = text[1..];
        }

        title = "";
        rest = default;
        return false;
    }
}
