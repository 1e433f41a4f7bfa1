namespace AutoRec.MovieLens;

/// <summary>The format of a ratings file: user, item, rating, timestamp, with SeparatorLength separators between two fields.</summary>
internal sealed record RatingsFormat(byte Separator, int SeparatorLength, bool HasHeader, string Example)
{
    /// <summary>u.data and the folds of 100K.</summary>
    public static readonly RatingsFormat Tabs = new((byte)'\t', 1, HasHeader: false, @"196\t242\t3\t881250949");

    /// <summary>ratings.dat of 1M and 10M.</summary>
    public static readonly RatingsFormat DoubleColons = new((byte)':', 2, HasHeader: false, "1::1193::5::978300760");

    /// <summary>ratings.csv of 20M, 25M, 32M and the latest ones.</summary>
    public static readonly RatingsFormat Csv = new((byte)',', 1, HasHeader: true, "1,296,4.5,1147880044");

    private const string Expected =
        "tab-separated user, item, rating, timestamp (100K), the same separated by '::' (1M, 10M), "
        + "or the header 'userId,movieId,rating,timestamp' (20M and later)";

    private static ReadOnlySpan<byte> Header => "userId,movieId,rating,timestamp"u8;
    private static ReadOnlySpan<byte> ZipSignature => "PK\u0003\u0004"u8;

    /// <summary>Detects the format from the first line, because files may be renamed.</summary>
    public static RatingsFormat Detect(ReadOnlySpan<byte> firstLine, string file)
    {
        if (firstLine.SequenceEqual(Header))
            return Csv;

        var afterUser = firstLine.TrimStart("0123456789"u8);
        if (afterUser.Length < firstLine.Length)
        {
            if (afterUser.StartsWith("\t"u8))
                return Tabs;
            if (afterUser.StartsWith("::"u8))
                return DoubleColons;
        }

        throw new FormatException(firstLine.StartsWith(ZipSignature)
            ? $"'{file}' is a zip archive. Unpack it, and pass the folder or the ratings file."
            : $"'{file}', line 1: found {Excerpt.Of(firstLine)}, expected {Expected}.");
    }
}
