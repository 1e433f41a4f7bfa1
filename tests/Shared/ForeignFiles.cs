using System.Globalization;
using System.Text;

namespace AutoRec.Tests;

/// <summary>Files of ratings as other programs and releases write them, with the same sixty ratings.</summary>
internal static class ForeignFiles
{
    private static readonly (int User, int Item, int Stars)[] Ratings =
        [.. Enumerable.Range(0, 60).Select(n => (1 + (n / 6), 10 + (n % 6 * 5), 1 + (n * 7 % 5)))];

    private static readonly UnicodeEncoding Utf16 = new(bigEndian: false, byteOrderMark: true);

    /// <summary>The files, by their name.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        ["amazon.csv"] = Lines(null, r => $"A{r.User:00000}XQ,B{r.Item:0000000},{r.Stars}.0,978300000"),
        ["bigids.tsv"] = Lines(null, r => $"{4294967000 + r.User}\t{9000000000 + r.Item}\t{r.Stars}\t978300000"),
        ["bx.csv"] = Lines(
            "\"User-ID\";\"ISBN\";\"Book-Rating\"", r => $"\"{r.User}\";\"0345400{r.Item}X\";\"{2 * r.Stars}\"", end: "\r\n"),
        ["excel-de.csv"] = Lines("userId;movieId;rating;timestamp", r => $"{r.User};{r.Item};{r.Stars},5;978300000", end: "\r\n"),
        ["floatts.csv"] = Lines("userId,movieId,rating,timestamp", r => $"{r.User},{r.Item},{r.Stars},978300000.0"),
        ["goodbooks.csv"] = Lines("user_id,book_id,rating", r => $"{r.User},{r.Item},{r.Stars}"),
        ["headerless.csv"] = Lines(null, r => $"{69466000 + r.User},{29010000 + r.Item},{r.Stars}.0,978300000"),
        ["kaggle-plain.csv"] = Lines("userId,movieId,rating,timestamp", r => $"{r.User},{r.Item},{r.Stars},2005-04-21 23:50:40"),
        ["kaggle20m.csv"] = Lines(
            "\"userId\",\"movieId\",\"rating\",\"timestamp\"", r => $"{r.User},{r.Item},{r.Stars},\"2005-04-21 23:50:40\""),
        ["ratings.dat"] = Lines("UserID::MovieID::Rating::Timestamp", r => $"{r.User}::{r.Item}::{r.Stars}::978300000"),
        ["pandas-index.csv"] = Lines(
            ",userId,movieId,rating,timestamp", r => $"{r.User * r.Item},{r.User},{r.Item},{r.Stars}.0,978300000"),
        ["r-write-csv.csv"] = Lines("\"userId\",\"movieId\",\"rating\",\"timestamp\"", r => $"{r.User},{r.Item},{r.Stars},978300000"),
        ["space-header.csv"] = Lines("userId, movieId, rating, timestamp", r => $"{r.User}, {r.Item}, {r.Stars}, 978300000"),
        ["spaces.txt"] = Lines(null, r => $"{r.User} {r.Item} {r.Stars}"),
        ["three-cols.tsv"] = Lines(null, r => $"{r.User}\t{r.Item}\t{r.Stars}"),
        ["upper.csv"] = Lines("UserID,MovieID,Rating,Timestamp", r => $"{r.User},{r.Item},{r.Stars},978300000"),
        ["utf16.csv"] = Lines("userId,movieId,rating,timestamp", r => $"{r.User},{r.Item},{r.Stars},978300000", encoding: Utf16),
    };

    public static int Count => Ratings.Length;

    private static byte[] Lines(
        string? header, Func<(int User, int Item, int Stars), FormattableString> line, string end = "\n", Encoding? encoding = null)
    {
        var lines = Ratings.Select(rating => line(rating).ToString(CultureInfo.InvariantCulture));
        var text = string.Concat((header is null ? lines : lines.Prepend(header)).Select(text => text + end));
        encoding ??= new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
    }
}
