using System.Globalization;
using System.Text;
using AutoRec.RatingFiles;
using CsvHelper;
using CsvHelper.Configuration;

namespace AutoRec.Datasets;

/// <summary>An item of a release. The genres are names; in 100K they are numbers, because the names are in another file.</summary>
internal sealed record MovieLensItem(int Id, string Title, IReadOnlyList<string> Genres);

/// <summary>A release's file of items: <c>u.item</c>, <c>movies.dat</c> or <c>movies.csv</c>.</summary>
internal static class ItemFile
{
    private const string NoGenres = "(no genres listed)";

    // In u.item, id, title, two dates and an address stand before the genre flags.
    private const int FieldsBeforeFlags = 5;

    private const string Expected =
        "'1|title|…' (u.item), '1::title::genres' (movies.dat) or, below the header 'movieId,title,genres', '1,title,genres' (movies.csv)";

    /// <summary>The file of items of a folder, or of its only subfolder with one.</summary>
    public static string Find(string path) => ReleaseFolder.Find(path, "file of items", "u.item", "movies.dat", "movies.csv");

    public static IReadOnlyDictionary<int, MovieLensItem> Read(string path)
    {
        var file = Find(path);
        var text = Decode(File.ReadAllBytes(file)).TrimEnd();
        var (delimiter, isBad) = (DelimiterOf(text), false);
        using var parser = new CsvParser(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter,
            Mode = delimiter == "," ? CsvMode.RFC4180 : CsvMode.NoEscape,
            IgnoreBlankLines = false,
            BadDataFound = _ => isBad = true, // A quote without an end, or text behind it.
        });
        var items = new Dictionary<int, MovieLensItem>();
        while (parser.Read())
        {
            var fields = parser.Record!;
            if (parser.Row == 1 && fields is ["movieId", "title", ..])
                continue;
            var place = $"'{file}', line {parser.RawRow}: found ";
            var item = (isBad ? null : ReadItem(fields, delimiter)) ?? throw new FormatException(
                $"{place}{Excerpt.Of(parser.RawRecord.AsSpan().TrimEnd("\r\n"))}, expected an item's title: {Expected}.");
            if (!items.TryAdd(item.Id, item))
                throw new FormatException($"{place}'{item.Title}' for item {item.Id}, which has a title: '{items[item.Id].Title}'.");
        }

        return items.Count > 0 ? items : throw new FormatException($"'{file}' contains no titles; expected lines {Expected}.");
    }

    // 100K and 1M are in Latin-1, later releases in UTF-8. The Latin-1 titles are not valid UTF-8.
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        return TextEncoding.Of(bytes).GetString(bytes);
    }

    /// <summary>The text after the first id: <c>|</c> or <c>::</c>; otherwise a comma.</summary>
    private static string DelimiterOf(string text)
    {
        var rest = text.AsSpan().TrimStart("0123456789");
        return rest.StartsWith("|") ? "|" : rest.StartsWith("::") ? "::" : ",";
    }

    /// <summary>The item of a line; null if the line is malformed.</summary>
    private static MovieLensItem? ReadItem(string[] fields, string delimiter)
    {
        if (fields.Length < (delimiter == "|" ? 2 : 3) || fields[1].Length == 0
            || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return null;
        return delimiter switch
        {
            "|" => new(id, fields[1], NumbersOf(fields.Skip(FieldsBeforeFlags))),

            // A title may contain '::'.
            "::" => new(id, string.Join("::", fields[1..^1]), NamesOf(fields[^1])),
            _ => fields.Length == 3 ? new(id, fields[1], NamesOf(fields[2])) : null,
        };
    }

    private static string[] NumbersOf(IEnumerable<string> flags) =>
        [.. flags.Select((flag, genre) => flag == "1" ? genre.ToString(CultureInfo.InvariantCulture) : null).OfType<string>()];

    private static string[] NamesOf(string genres) =>
        genres == NoGenres ? [] : genres.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
