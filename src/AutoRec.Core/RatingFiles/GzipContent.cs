using System.IO.Compression;

namespace AutoRec.RatingFiles;

/// <summary>The content of a gzip file, of one part or several, which must be complete.</summary>
/// <remarks>
/// .NET unpacks a file that breaks off as if it ended there. So a packed mark follows the file: it comes out only if the file is complete.
/// .NET compares the checksums.
/// </remarks>
/// <param name="packed">The gzip file.</param>
/// <param name="file">Its name, for errors.</param>
internal sealed class GzipContent(Stream packed, string file)
    : ForwardStream(new GZipStream(new MarkedStream(packed), CompressionMode.Decompress))
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    private static ReadOnlySpan<byte> Mark => "\0AutoRec: the end"u8;

    public override int Read(Span<byte> buffer)
    {
        // The last bytes are kept back, because they may be the mark.
        while (_end - _start <= Mark.Length)
        {
            if (TryFill())
                continue;
            return _buffer.AsSpan(_start.._end).SequenceEqual(Mark) ? 0 : throw Damaged(null);
        }

        var count = Math.Min(buffer.Length, _end - _start - Mark.Length);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private bool TryFill()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        try
        {
            var count = Inner.Read(_buffer.AsSpan(_end));
            _end += count;
            return count > 0;
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    private FormatException Damaged(Exception? inner) => new(
        $"'{file}' is no complete gzip file: it breaks off, or has a wrong checksum or other bytes at its end. Copy or download it again, "
        + "or unpack it and pass the ratings file.",
        inner);

    /// <summary>A gzip file and the packed mark.</summary>
    private sealed class MarkedStream(Stream packed) : ForwardStream(packed)
    {
        private readonly MemoryStream _mark = Pack();

        public override int Read(Span<byte> buffer) => Inner.Read(buffer) is > 0 and var count ? count : _mark.Read(buffer);

        private static MemoryStream Pack()
        {
            var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(Mark);
            packed.Position = 0;
            return packed;
        }
    }
}
