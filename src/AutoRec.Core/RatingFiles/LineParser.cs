using System.Globalization;
using System.Runtime.CompilerServices;

namespace AutoRec.RatingFiles;

/// <summary>
/// Parses lines into columns. Most lines take the fast path, without a copy of their fields; others, with doubled quotes or long numbers
/// for example, are split into fields first.
/// </summary>
internal sealed class LineParser(RatingFileFormat format, RatingColumns columns)
{
    // More digits could need more than the 24 bits of a Single, so that a division would round twice.
    private const int MaxFastDigits = 7;

    private readonly byte[] _separator = format.SeparatorBytes;
    private readonly ColumnRole[] _roles = format.Roles;
    private readonly bool _allowQuoting = format.Options.AllowQuoting;
    private readonly bool _allowLeadingZeros = format.Options.IsMovieLens;
    private readonly bool _skipsSpaces = format.Separator == " " || format.Separator[0] != ' ';
    private readonly TimeForm _time = format.Time;
    private readonly float _notRated = format.Options.NotRated ?? float.NaN;

    // A separator of several characters takes the slow path.
    private readonly byte _decimalPoint = format.Numbers.NumberDecimalSeparator is [var point] ? (byte)point : (byte)0;

    private static ReadOnlySpan<float> PowersOfTen => [1, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f];

    /// <summary>Parses lines, each with a line feed at its end, into the columns from a row on.</summary>
    public void Parse(ReadOnlySpan<byte> lines, int firstRow, FilePart part)
    {
        part.Clear();
        for (var at = 0; at < lines.Length; part.Lines++)
        {
            var start = at;
            if (TrySkipLineEnd(lines, ref at))
                continue;
            var line = default(Line);
            var result = TryReadLine(lines, ref at, part, ref line) ? LineResult.Row : ReadSlowly(lines, start, ref at, part, ref line);
            if (result == LineResult.Row && line.Rating == _notRated)
                result = LineResult.WithoutRating;
            switch (result)
            {
                case LineResult.Row:
                    columns.Set(firstRow + part.Rows++, line.User, line.Item, line.Rating, line.Time);
                    break;
                case LineResult.Blank:
                    break;
                case LineResult.WithoutRating:
                    part.WithoutRating++;
                    break;
                case LineResult.WithoutId:
                    part.WithoutId++;
                    break;
                default:
                    part.End = result;
                    return;
            }
        }
    }

    /// <summary>Describes the error in a malformed line.</summary>
    public string Explain(ReadOnlySpan<byte> line)
    {
        Read(line, new(), out _, out var reason);
        return reason;
    }

    private LineResult ReadSlowly(ReadOnlySpan<byte> lines, int start, ref int at, FilePart part, ref Line line)
    {
        var text = lines[start..];
        text = text[..text.IndexOf((byte)'\n')];
        at = start + text.Length + 1;
        return text.Trim(" \r"u8).IsEmpty ? LineResult.Blank : Read(text.TrimEnd((byte)'\r'), part, out line, out _);
    }

    private LineResult Read(ReadOnlySpan<byte> text, FilePart part, out Line line, out string reason)
    {
        line = default;
        reason = "";
        if (Fields.Split(text, _separator, _allowQuoting) is not { } fields)
        {
            reason = "a quoted field without an end in this line (if quotes are part of the ids, set AllowQuoting to false; for line "
                + "breaks in quotes, use mlContext.Data.LoadFromTextFile with ReadMultilines)";
            return LineResult.Malformed;
        }

        if (fields.Count != _roles.Length)
        {
            reason = fields.Count > _roles.Length ? $"more than {_roles.Length} fields" : $"{fields.Count} of {_roles.Length} fields";
            return LineResult.Malformed;
        }

        var (user, item) = (fields[format.ColumnOf(ColumnRole.User)], fields[format.ColumnOf(ColumnRole.Item)]);
        if (!format.Options.IsMovieLens && (user.Length == 0 || item.Length == 0))
            return LineResult.WithoutId;
        if (!TryConvertId(user, columns.Users, part.Users, ref line.User))
        {
            reason = "a user that is no whole number below 2^31";
            return format.Options.IsMovieLens ? LineResult.Malformed : LineResult.TextId;
        }

        if (!TryConvertId(item, columns.Items, part.Items, ref line.Item))
        {
            reason = "an item that is no whole number below 2^31";
            return format.Options.IsMovieLens ? LineResult.Malformed : LineResult.TextId;
        }

        var rating = fields[format.ColumnOf(ColumnRole.Rating)];
        if (FieldValues.IsMissingRating(rating))
            return LineResult.WithoutRating;
        if (!FieldValues.TryReadNumber(rating, format.Numbers, out line.Rating))
        {
            reason = $"the rating {Excerpt.Of(rating)}, which is no finite number (for another decimal separator, set Culture)";
            return LineResult.Malformed;
        }

        var time = format.ColumnOf(ColumnRole.Time);
        if (time >= 0 && !TimeValues.TryRead(fields[time], format.Time, out line.Time))
        {
            reason = $"the time {Excerpt.Of(fields[time])}, which is no {TimeValues.NameOf(_time)} as in the first lines "
                + "(to read no times, set TimeColumn to \"\")";
            return LineResult.Malformed;
        }

        return LineResult.Row;
    }

    private bool TryConvertId(ReadOnlySpan<byte> field, IdList column, IdTable texts, ref int id)
    {
        if (!column.IsText)
        {
            return _allowLeadingZeros
                ? int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out id)
                : FieldValues.TryReadCanonicalId(field, out id);
        }

        id = texts.Add(field);
        return true;
    }

    /// <summary>The fast path: false if the line is out of the ordinary.</summary>
    private bool TryReadLine(ReadOnlySpan<byte> text, ref int at, FilePart part, ref Line line)
    {
        for (var field = 0; field < _roles.Length; field++)
        {
            if (field > 0 && !TrySkipSeparator(text, ref at))
                return false;
            while (_skipsSpaces && TrySkip(text, ref at, (byte)' '))
            {
            }

            var isQuoted = _allowQuoting && TrySkip(text, ref at, (byte)'"');
            var isRead = _roles[field] switch
            {
                ColumnRole.User => TryReadId(text, ref at, isQuoted, columns.Users, part.Users, ref line.User),
                ColumnRole.Item => TryReadId(text, ref at, isQuoted, columns.Items, part.Items, ref line.Item),
                ColumnRole.Rating => TryReadRating(text, ref at, ref line.Rating),
                ColumnRole.Time => TryReadTime(text, ref at, ref line.Time),
                _ => TrySkipField(text, ref at, isQuoted),
            };
            if (!isRead || (isQuoted && !TrySkip(text, ref at, (byte)'"')))
                return false;
        }

        return TrySkipLineEnd(text, ref at);
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
    private bool TryReadId(ReadOnlySpan<byte> text, ref int at, bool isQuoted, IdList column, IdTable texts, ref int id)
    {
        var start = at;
        if (column.IsText)
        {
            if (!TrySkipField(text, ref at, isQuoted) || at == start || text[at - 1] == ' ')
                return false;
            id = texts.Add(text[start..at]);
            return true;
        }

        var value = 0L;
        var digits = ReadDigits(text, ref at, ref value);
        id = (int)value;
        return digits is > 0 and <= 10 && value <= int.MaxValue && (text[start] != '0' || digits == 1 || _allowLeadingZeros);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadRating(ReadOnlySpan<byte> text, ref int at, ref float rating)
    {
        var sign = TrySkip(text, ref at, (byte)'-') ? -1 : 1;
        var value = 0L;
        var digits = ReadDigits(text, ref at, ref value);
        var decimals = TrySkip(text, ref at, _decimalPoint) ? ReadDigits(text, ref at, ref value) : 0;
        if (digits + decimals is 0 or > MaxFastDigits)
            return false;
        rating = sign * (value / PowersOfTen[decimals]);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadTime(ReadOnlySpan<byte> text, ref int at, ref long time)
    {
        if (_time == TimeForm.Iso)
            return TryReadDate(text, ref at, ref time);
        var value = 0L;
        var digits = ReadDigits(text, ref at, ref value);
        time = _time == TimeForm.Milliseconds ? value / 1000 : value;
        return digits is > 0 and <= 18 && TimeValues.IsInRange(time)
            && (_time == TimeForm.Seconds || (_time == TimeForm.Milliseconds && TimeValues.AreMilliseconds(value)));
    }

    /// <summary>Reads <c>2005-04-21</c>, and <c>2005-04-21 23:50:40</c> or the same with a T.</summary>
    private static bool TryReadDate(ReadOnlySpan<byte> text, ref int at, ref long time)
    {
        if (!TryReadNumber(text, ref at, 4, out var year) || !TrySkip(text, ref at, (byte)'-')
            || !TryReadNumber(text, ref at, 2, out var month) || !TrySkip(text, ref at, (byte)'-')
            || !TryReadNumber(text, ref at, 2, out var day)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month))
            return false;
        var (hours, minutes, seconds) = (0, 0, 0);
        if ((TrySkip(text, ref at, (byte)' ') || TrySkip(text, ref at, (byte)'T'))
            && (!TryReadNumber(text, ref at, 2, out hours) || hours > 23 || !TrySkip(text, ref at, (byte)':')
                || !TryReadNumber(text, ref at, 2, out minutes) || minutes > 59 || !TrySkip(text, ref at, (byte)':')
                || !TryReadNumber(text, ref at, 2, out seconds) || seconds > 59))
            return false;
        var date = new DateTime(year, month, day, hours, minutes, seconds, DateTimeKind.Utc);
        time = (date - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> text, ref int at, int length, out int number)
    {
        var value = 0L;
        var digits = ReadDigits(text, ref at, ref value);
        number = (int)value;
        return digits == length;
    }

    /// <summary>Skips to the end of a field, where a separator, a quote or a line end is still to be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySkipField(ReadOnlySpan<byte> text, ref int at, bool isQuoted)
    {
        for (; (uint)at < (uint)text.Length; at++)
        {
            var value = text[at];
            if (isQuoted ? value == '"' : value == _separator[0] && text[at..].StartsWith(_separator))
                return true;
            if (value is (byte)'\n' or (byte)'\r')
                return !isQuoted;
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySkipSeparator(ReadOnlySpan<byte> text, ref int at)
    {
        foreach (var expected in _separator)
        {
            if (!TrySkip(text, ref at, expected))
                return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySkip(ReadOnlySpan<byte> text, ref int at, byte expected)
    {
        if ((uint)at >= (uint)text.Length || text[at] != expected)
            return false;
        at++;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySkipLineEnd(ReadOnlySpan<byte> text, ref int at)
    {
        TrySkip(text, ref at, (byte)'\r');
        return TrySkip(text, ref at, (byte)'\n');
    }

    /// <summary>The values of a line. An id of a text column is an index among the part's texts.</summary>
    private struct Line
    {
        public int User;
        public int Item;
        public float Rating;
        public long Time;
    }
}
