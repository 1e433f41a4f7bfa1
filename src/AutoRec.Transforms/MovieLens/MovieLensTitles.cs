using System.Globalization;
using System.Text;
using System.Text.Unicode;
using AutoRec.MovieLens;

namespace AutoRec;

/// <summary>The titles of a MovieLens release's items.</summary>
public static class MovieLensTitles
{
    private const string Expected =
        "'1|title|…' (u.item), '1::title::genres' (movies.dat) or, below the header 'movieId,title,genres', '1,title,genres' (movies.csv)";

    /// <summary>Reads the titles by item id, year included, as in <c>Toy Story (1995)</c>.</summary>
    /// <param name="path">
    /// <c>u.item</c> (100K), <c>movies.dat</c> (1M, 10M) or <c>movies.csv</c> (20M and later), or a folder that holds one of them, directly
    /// or one level down.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file, or the folder holds none.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">The folder holds several.</exception>
    /// <exception cref="FormatException">A line is no item: the message says which, and why.</exception>
    public static IReadOnlyDictionary<int, string> Read(string path)
    {
        var file = ReleaseFolder.Find(path, "file of titles", "u.item", "movies.dat", "movies.csv");
        var text = Decode(File.ReadAllBytes(file)).TrimEnd();
        var titles = new Dictionary<int, string>();
        var number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            var line = text.AsSpan(range).TrimEnd('\r');
            if (number == 1 && (text.Length == 0 || line.StartsWith("movieId,title")))
                continue;
            if (!TryReadItem(line, out var id, out var title))
                throw new FormatException($"'{file}', line {number}: found {Excerpt.Of(line)}, expected an item's title: {Expected}.");
            if (!titles.TryAdd(id, title))
                throw new FormatException($"'{file}', line {number}: found a second title for item {id}, '{title}' after '{titles[id]}'.");
        }

        return titles.Count > 0 ? titles : throw new FormatException($"'{file}' holds no titles: expected lines {Expected}.");
    }

    /// <summary>
    /// 100K and 1M are in Latin-1, later releases in UTF-8, and none says which. A title in Latin-1 whose letters happen to form valid
    /// UTF-8 does not occur, so validity tells them apart.
    /// </summary>
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        return (Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    }

    private static bool TryReadItem(ReadOnlySpan<char> line, out int id, out string title)
    {
        title = "";
        var rest = line.TrimStart("0123456789");
        if (!int.TryParse(line[..^rest.Length], NumberStyles.None, CultureInfo.InvariantCulture, out id))
            return false;

        if (rest.StartsWith("::"))
        {
            // A title may hold '::'; genres do not.
            rest = rest[2..];
            return TryTake(rest, rest.LastIndexOf("::"), out title);
        }

        if (rest.StartsWith("|"))
            return TryTake(rest[1..], rest[1..].IndexOf('|'), out title);
        if (rest.StartsWith(",\""))
            return TryUnquote(rest[2..], out title);
        return rest.StartsWith(",") && TryTake(rest[1..], rest[1..].IndexOf(','), out title);
    }

    private static bool TryTake(ReadOnlySpan<char> text, int length, out string title)
    {
        title = length > 0 ? text[..length].ToString() : "";
        return length > 0;
    }

    /// <summary>Takes what stands before the closing quote; a doubled quote is one that belongs to the title.</summary>
    private static bool TryUnquote(ReadOnlySpan<char> text, out string title)
    {
        var unquoted = new StringBuilder();
        while (text.IndexOf('"') is >= 0 and var quote)
        {
            unquoted.Append(text[..quote]);
            text = text[(quote + 1)..];
            if (!text.StartsWith("\""))
            {
                title = unquoted.ToString();
                return text.StartsWith(",");
            }

            unquoted.Append('"');
            text = text[1..];
        }

        title = "";
        return false;
    }
}
