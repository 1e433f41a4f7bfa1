using System.Runtime.CompilerServices;
using System.Text;

namespace AutoRec.MovieLens;

/// <summary>Parses lines into columns, without allocating strings.</summary>
internal static class RatingsParser
{
    private const int MaxIdDigits = 10;
    private const int MaxTimestampDigits = 18;

    // A double holds these digits exactly, so one division rounds a fraction correctly.
    private const int MaxRatingDigits = 15;

    private static ReadOnlySpan<double> PowersOfTen =>
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Parses lines, each with a line feed at its end, into the columns from <paramref name="row"/> on.</summary>
    /// <returns>The number of lines before the first malformed one.</returns>
    public static int Parse(ReadOnlySpan<byte> lines, RatingsFormat format, RatingColumns columns, int row)
    {
        var (separator, separatorLength) = (format.Separator, format.SeparatorLength);
        var parsed = 0;
        for (var at = 0; at < lines.Length; parsed++)
        {
            if (!TryReadId(lines, ref at, out var user) || !TrySkip(lines, ref at, separator, separatorLength)
                || !TryReadId(lines, ref at, out var item) || !TrySkip(lines, ref at, separator, separatorLength)
                || !TryReadRating(lines, ref at, out var label) || !TrySkip(lines, ref at, separator, separatorLength)
                || !TryReadTimestamp(lines, ref at, out var timestamp) || !TrySkipLineEnd(lines, ref at))
                break;
            columns.Set(row + parsed, user, item, label, timestamp);
        }

        return parsed;
    }

    /// <summary>Describes the error in a malformed line.</summary>
    public static string Explain(ReadOnlySpan<byte> line, RatingsFormat format)
    {
        var fields = Encoding.UTF8.GetString(line).Split(new string((char)format.Separator, format.SeparatorLength));
        if (fields.Length != 4)
            return fields.Length > 4 ? "more than 4 fields" : $"{fields.Length} of 4 fields";
        if (!IsId(fields[0]))
            return "a user that is no whole number below 2^31";
        if (!IsId(fields[1]))
            return "an item that is no whole number below 2^31";
        var at = 0;
        return !TryReadRating(Encoding.UTF8.GetBytes(fields[2]), ref at, out _) || at < fields[2].Length
            ? $"a rating that is no number such as 4 or 3.5, of at most {MaxRatingDigits} digits"
            : $"a timestamp that is no whole number of at most {MaxTimestampDigits} digits";

        static bool IsId(string field) => field.Length <= MaxIdDigits && field.All(char.IsAsciiDigit) && int.TryParse(field, out _);
    }

    /// <summary>Reads digits and returns their number. The value is wrong if there are too many, which the caller checks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadDigits(ReadOnlySpan<byte> text, ref int at, ref long value)
    {
        var start = at;
        while ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9)
            value = (value * 10) + (text[at++] - '0');
        return at - start;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadId(ReadOnlySpan<byte> text, ref int at, out int id)
    {
        var value = 0L;
        var digits = ReadDigits(text, ref at, ref value);
        id = (int)value;
        return digits is > 0 and <= MaxIdDigits && value <= int.MaxValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadTimestamp(ReadOnlySpan<byte> text, ref int at, out long timestamp)
    {
        timestamp = 0;
        return ReadDigits(text, ref at, ref timestamp) is > 0 and <= MaxTimestampDigits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadRating(ReadOnlySpan<byte> text, ref int at, out float rating)
    {
        var value = 0L;
        var digits = ReadDigits(text, ref at, ref value);
        var decimals = 0;
        if (TrySkip(text, ref at, (byte)'.', 1) && (decimals = ReadDigits(text, ref at, ref value)) == 0)
            digits = 0;

        var isRead = digits > 0 && digits + decimals <= MaxRatingDigits;
        rating = isRead ? (float)(value / PowersOfTen[decimals]) : 0;
        return isRead;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySkip(ReadOnlySpan<byte> text, ref int at, byte expected, int times)
    {
        for (var i = 0; i < times; i++, at++)
        {
            if ((uint)at >= (uint)text.Length || text[at] != expected)
                return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySkipLineEnd(ReadOnlySpan<byte> text, ref int at)
    {
        TrySkip(text, ref at, (byte)'\r', 1);
        return TrySkip(text, ref at, (byte)'\n', 1);
    }
}
