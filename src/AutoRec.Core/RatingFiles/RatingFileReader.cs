using System.Globalization;
using System.Text;

namespace AutoRec.RatingFiles;

/// <summary>Ratings read from a file.</summary>
/// <param name="Columns">The ratings, in the order of the lines.</param>
/// <param name="Format">The format of the file.</param>
/// <param name="EncodingName">The encoding.</param>
/// <param name="InAnotherEncoding">The number of lines whose ids are in Windows-1252, in a file of UTF-8.</param>
/// <param name="WithoutRating">The number of skipped lines without a rating.</param>
/// <param name="WithoutId">The number of skipped lines without a user or an item.</param>
internal sealed record RatingFile(
    RatingColumns Columns, RatingFileFormat Format, string EncodingName, int InAnotherEncoding, long WithoutRating, long WithoutId);

/// <summary>Reads a ratings file of any format, in file order, through one buffer. Several threads parse its lines.</summary>
internal sealed class RatingFileReader
{
    private const int BufferSize = 1 << 23;

    // A smaller part is not worth another thread.
    private const int MinBytesPerThread = 1 << 16;

    private const int HeadLength = 1 << 16;
    private const int MostGrowth = 16;

    private readonly string _file;
    private readonly int _bufferSize;
    private readonly TextSource _source;
    private readonly RatingFileFormat _format;
    private readonly RatingColumns _columns;
    private readonly LineParser _parser;
    private readonly FilePart[] _parts = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new FilePart())];
    private long _lines;
    private long _bytes;
    private long _withoutRating;
    private long _withoutId;

    private RatingFileReader(string file, int bufferSize, TextSource source, RatingFileFormat format)
    {
        (_file, _bufferSize, _source, _format) = (file, bufferSize, source, format);
        _columns = new(format.Time != TimeForm.None);
        _parser = new(format, _columns);
        if (format.Options.TextIds)
        {
            _columns.Users.ToText(rows: 0);
            _columns.Items.ToText(rows: 0);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">The format is unknown, a line is malformed, or there are no ratings.</exception>
    public static RatingFile Read(string file, RatingFileOptions options, int bufferSize = BufferSize)
    {
        using var source = TextSource.Open(file, options.Encoding);
        var head = source.Content.Peek(HeadLength);

        // Devices such as /dev/zero never end, and a sparse file can be larger than the disk.
        if (head.IndexOf((byte)0) is >= 0 and var zero)
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"'{file}' has a byte of value 0 at position {zero}; expected text. Pass a file of ratings, ")
                + "or set the encoding.");
        }

        var format = FormatDetection.Detect(head, isWhole: head.Length < HeadLength, file, options);
        var reader = new RatingFileReader(file, bufferSize, source, format);
        reader.Read();
        return reader._columns.Count > 0
            ? reader.CreateResult()
            : throw new FormatException(
                $"'{file}' contains no ratings: {reader.DescribeSkipped()}. Set the columns, or use mlContext.Data.LoadFromTextFile.");
    }

    /// <summary>Finds the encoding, which only all ids show.</summary>
    private RatingFile CreateResult()
    {
        var ((users, otherUsers), (items, otherItems)) = (_columns.Users.Encodings, _columns.Items.Encodings);
        var isMixed = users + items > 0 && otherUsers + otherItems > 0;
        return new(
            _columns,
            _format,
            otherUsers + otherItems > 0 && !isMixed ? TextEncoding.Windows1252.WebName : _source.EncodingName,
            isMixed ? Enumerable.Range(0, _columns.Count).Count(IsInAnotherEncoding) : 0,
            _withoutRating,
            _withoutId);

        bool IsInAnotherEncoding(int row) => _columns.Users.IsWindows1252(row) || _columns.Items.IsWindows1252(row);
    }

    private void Read()
    {
        // Some special files have content, but a length of 0. Two bytes more than the file: for a line feed at its end, and for a read
        // that falls short, because it has reached the end.
        var buffer = new byte[(_source.Length is > 0 and var length ? Math.Min(length, _bufferSize) : _bufferSize) + 2];
        var (kept, isHeader, isEnd) = (0, _format.Header is not null, false);
        while (!isEnd)
        {
            var room = buffer.AsSpan(kept, buffer.Length - 1 - kept);
            var read = _source.Content.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
            var filled = kept + read;
            _bytes += read;
            isEnd = read < room.Length;
            if (isEnd && filled > 0 && buffer[filled - 1] != '\n')
                buffer[filled++] = (byte)'\n';
            var start = isHeader ? SkipHeader(buffer.AsSpan(0, filled)) : 0;
            isHeader = false;
            var whole = buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            if (whole == 0 && filled > 0)
                throw WrongLine(buffer.AsSpan(0, filled), _lines);
            if (whole > start)
                Parse(buffer, start, whole);
            kept = filled - whole;
            buffer.AsSpan(whole, kept).CopyTo(buffer);
        }
    }

    /// <summary>The length of the header line and of blank lines above it.</summary>
    private int SkipHeader(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var length = text[at..].IndexOf((byte)'\n') + 1;
            if (length == 0)
                throw WrongLine(text[at..], _lines);
            _lines++;
            at += length;
            if (!text.Slice(at - length, length).Trim(" \t\r\n"u8).IsEmpty)
                break;
        }

        return at;
    }

    /// <summary>Parses the whole lines from <paramref name="start"/> to <paramref name="end"/>.</summary>
    private void Parse(byte[] buffer, int start, int end)
    {
        var parts = Math.Clamp((end - start) / MinBytesPerThread, 1, _parts.Length);
        var ends = new int[parts + 1];
        var rows = new int[parts + 1];
        ends[0] = start;
        rows[0] = _columns.Count;
        for (var part = 0; part < parts; part++)
        {
            var proportional = Math.Max(ends[part], start + (int)((long)(end - start) * (part + 1) / parts) - 1);
            ends[part + 1] = proportional + buffer.AsSpan(proportional, end - proportional).IndexOf((byte)'\n') + 1;
            rows[part + 1] = checked(rows[part] + buffer.AsSpan(ends[part]..ends[part + 1]).Count((byte)'\n'));
        }

        Reserve(rows[parts], rows[parts] - rows[0], end - start);
        do
        {
            Parallel.For(0, parts, part => _parser.Parse(buffer.AsSpan(ends[part]..ends[part + 1]), rows[part], _parts[part]));
        }
        while (TurnToText(parts));

        for (var part = 0; part < parts; part++)
        {
            var found = _parts[part];
            if (found.End == LineResult.Malformed)
                throw WrongLine(buffer.AsSpan(ends[part]..ends[part + 1]), found.Lines);
            _columns.Take(rows[part], found);
            _lines += found.Lines;
            _withoutRating += found.WithoutRating;
            _withoutId += found.WithoutId;
        }
    }

    /// <summary>Makes room for the lines at hand, and if the size of the file is known, for an estimate of all.</summary>
    private void Reserve(int rows, int lines, int bytes)
    {
        var remaining = _source.Length is { } length ? Math.Max(0, length - _bytes) : 0;
        var estimate = rows + (lines * 1.02 * remaining / bytes) + 16;
        // Not more than a multiple of the lines that were read: the size of a file may promise what it does not hold.
        _columns.Reserve(rows, (int)Math.Min(Math.Min(estimate, (double)MostGrowth * rows), Array.MaxLength));
    }

    /// <summary>Makes texts of all ids if a part found one that is no number: ids of one type fit one row class.</summary>
    private bool TurnToText(int parts)
    {
        if (!_parts.Take(parts).Any(part => part.End == LineResult.TextId))
            return false;
        _columns.Users.ToText(_columns.Count);
        _columns.Items.ToText(_columns.Count);
        return true;
    }

    private FormatException WrongLine(ReadOnlySpan<byte> lines, int index)
    {
        for (var i = 0; i < index; i++)
            lines = lines[(lines.IndexOf((byte)'\n') + 1)..];
        var end = lines.IndexOf((byte)'\n');
        return WrongLine((end < 0 ? lines : lines[..end]).TrimEnd((byte)'\r'), _lines + index);
    }

    private FormatException WrongLine(ReadOnlySpan<byte> line, long number) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"'{_file}', line {number + 1}: found {Excerpt.Of(line)}, with {_parser.Explain(line)}; expected {_format.DescribeLine(line)}. ")
        + "Correct the line, set the columns or the separator, or use mlContext.Data.LoadFromTextFile.");

    private string DescribeSkipped() => string.Create(
        CultureInfo.InvariantCulture, $"{_withoutRating} lines have no rating, and {_withoutId} have no user or item");
}
