namespace AutoRec.RatingFiles;

/// <summary>A stream whose beginning can be read in advance, although pipes and compressed streams cannot seek.</summary>
internal sealed class PeekStream(Stream inner) : Stream
{
    private byte[] _head = [];
    private int _read;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The next bytes, which are still to be read; fewer than asked for if there are no more.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        (_head, _read) = (_head[_read..], 0);
        if (_head.Length < count)
        {
            var (kept, head) = (_head.Length, new byte[count]);
            _head.CopyTo(head, 0);
            var filled = kept + inner.ReadAtLeast(head.AsSpan(kept), count - kept, throwOnEndOfStream: false);
            _head = head[..filled];
        }

        return _head.AsSpan(0, Math.Min(count, _head.Length));
    }

    public override int Read(Span<byte> buffer)
    {
        if (_read == _head.Length)
            return inner.Read(buffer);
        var count = Math.Min(buffer.Length, _head.Length - _read);
        _head.AsSpan(_read, count).CopyTo(buffer);
        _read += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
