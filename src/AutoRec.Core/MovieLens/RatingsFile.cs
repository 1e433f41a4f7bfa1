using Microsoft.Win32.SafeHandles;

namespace AutoRec.MovieLens;

/// <summary>Reads a ratings file of any release, in file order, through one buffer. Several threads parse its lines.</summary>
internal sealed class RatingsFile
{
    private const int BufferSize = 1 << 23;

    // A smaller part is not worth another thread.
    private const int MinBytesPerThread = 1 << 16;

    private const int MaxFirstLineLength = 1 << 12;

    private readonly string _file;
    private readonly int _bufferSize;
    private readonly RatingColumns _columns = new();

    private RatingsFile(string file, int bufferSize) => (_file, _bufferSize) = (file, bufferSize);

    public static RatingColumns Read(string file, int bufferSize = BufferSize)
    {
        var reader = new RatingsFile(file, bufferSize);
        reader.Read();
        return reader._columns;
    }

    private void Read()
    {
        using var handle = File.OpenHandle(_file, options: FileOptions.SequentialScan);
        var end = ContentEnd(handle);
        var (format, position) = ReadHead(handle, end);
        if (position >= end)
            throw new FormatException($"'{_file}' contains no ratings; expected lines such as {Excerpt.Of(format.Example)}.");

        var buffer = new byte[Math.Min(end - position, _bufferSize) + 1];
        var kept = 0;
        while (position < end)
        {
            var filled = kept + Fill(handle, buffer.AsSpan(kept, (int)Math.Min(end - position, buffer.Length - 1 - kept)), position);
            position += filled - kept;
            if (position == end)
                buffer[filled++] = (byte)'\n';

            var whole = buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            if (whole == 0)
                throw WrongLine(buffer.AsSpan(0, filled), _columns.Count, format);

            Parse(buffer, whole, format, end - position + filled);
            kept = filled - whole;
            buffer.AsSpan(whole, kept).CopyTo(buffer);
        }
    }

    /// <summary>The end of the last line, without the line ends and spaces after it.</summary>
    private static long ContentEnd(SafeFileHandle handle)
    {
        Span<byte> tail = stackalloc byte[256];
        var end = RandomAccess.GetLength(handle);
        while (end > 0)
        {
            var length = (int)Math.Min(end, tail.Length);
            var read = RandomAccess.Read(handle, tail[..length], end - length);
            var content = tail[..read].TrimEnd("\r\n "u8).Length;
            end -= length - content;
            if (content > 0)
                break;
        }

        return end;
    }

    /// <summary>The format, and the position of the first rating: after the byte order mark and the header, if any.</summary>
    private (RatingsFormat Format, long Start) ReadHead(SafeFileHandle handle, long end)
    {
        Span<byte> head = stackalloc byte[(int)Math.Min(end, MaxFirstLineLength)];
        head = head[..Fill(handle, head, 0)];
        var start = head.StartsWith("\uFEFF"u8) ? 3 : 0;
        if (head.Length <= start)
            throw new FormatException($"'{_file}' is empty; expected a rating in each line.");

        var line = head[start..];
        var length = line.IndexOf((byte)'\n');
        line = length < 0 ? line : line[..length];
        var format = RatingsFormat.Detect(line.TrimEnd((byte)'\r'), _file);
        return (format, format.HasHeader ? start + line.Length + 1 : start);
    }

    private int Fill(SafeFileHandle handle, Span<byte> buffer, long position)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = RandomAccess.Read(handle, buffer[filled..], position + filled);
            if (read == 0)
                throw new EndOfStreamException($"'{_file}' became shorter while it was read. Load it again.");
            filled += read;
        }

        return filled;
    }

    /// <summary>Parses the whole lines in the first <paramref name="length"/> of the <paramref name="remaining"/> bytes.</summary>
    private void Parse(byte[] buffer, int length, RatingsFormat format, long remaining)
    {
        var parts = Math.Clamp(length / MinBytesPerThread, 1, Environment.ProcessorCount);
        var ends = new int[parts + 1];
        var rows = new int[parts + 1];
        rows[0] = _columns.Count;
        for (var part = 0; part < parts; part++)
        {
            var proportional = Math.Max(ends[part], (int)((long)length * (part + 1) / parts) - 1);
            ends[part + 1] = proportional + buffer.AsSpan(proportional, length - proportional).IndexOf((byte)'\n') + 1;
            rows[part + 1] = rows[part] + buffer.AsSpan(ends[part]..ends[part + 1]).Count((byte)'\n');
        }

        // An estimate of all rows, from the length of these lines.
        var count = rows[parts] - rows[0];
        if (rows[parts] > _columns.Capacity)
            _columns.Reserve((int)Math.Min(rows[0] + (count * 1.02 * remaining / length) + 16, Array.MaxLength));

        var valid = new int[parts];
        Parallel.For(0, parts, part =>
            valid[part] = RatingsParser.Parse(buffer.AsSpan(ends[part]..ends[part + 1]), format, _columns, rows[part]));
        for (var part = 0; part < parts; part++)
        {
            if (valid[part] < rows[part + 1] - rows[part])
                throw WrongLine(buffer.AsSpan(ends[part]..ends[part + 1]), valid[part], rows[part] + valid[part], format);
        }

        _columns.Add(count);
    }

    private FormatException WrongLine(ReadOnlySpan<byte> lines, int index, int row, RatingsFormat format)
    {
        for (var i = 0; i < index; i++)
            lines = lines[(lines.IndexOf((byte)'\n') + 1)..];
        return WrongLine(lines[..lines.IndexOf((byte)'\n')].TrimEnd((byte)'\r'), row, format);
    }

    private FormatException WrongLine(ReadOnlySpan<byte> line, int row, RatingsFormat format) => new(
        $"'{_file}', line {(long)row + (format.HasHeader ? 2 : 1)}: found {Excerpt.Of(line)}, with {RatingsParser.Explain(line, format)}; "
        + $"expected user, item, rating and timestamp, as in {Excerpt.Of(format.Example)}.");
}
