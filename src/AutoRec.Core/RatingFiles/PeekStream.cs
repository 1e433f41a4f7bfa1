namespace AutoRec.RatingFiles;

/// <summary>A stream whose beginning can be read in advance, although pipes and compressed streams cannot seek.</summary>
internal sealed class PeekStream(Stream inner) : ForwardStream(inner)
{
    private byte[] _head = [];
    private int _read;

    /// <summary>The next bytes, which are still to be read; fewer than asked for if there are no more.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        (_head, _read) = (_head[_read..], 0);
        if (_head.Length < count)
        {
            var (kept, head) = (_head.Length, new byte[count]);
            _head.CopyTo(head, 0);
            var filled = kept + Inner.ReadAtLeast(head.AsSpan(kept), count - kept, throwOnEndOfStream: false);
            _head = head[..filled];
        }

        return _head.AsSpan(0, Math.Min(count, _head.Length));
    }

    public override int Read(Span<byte> buffer)
    {
        if (_read == _head.Length)
            return Inner.Read(buffer);
        var count = Math.Min(buffer.Length, _head.Length - _read);
        _head.AsSpan(_read, count).CopyTo(buffer);
        _read += count;
        return count;
    }
}
