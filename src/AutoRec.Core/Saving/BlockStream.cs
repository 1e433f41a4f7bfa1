namespace AutoRec.Saving;

/// <summary>Memory of any length, in blocks, because one array holds at most 2 GB. It is written first, then read.</summary>
/// <param name="blockLength">The number of bytes in a block.</param>
internal sealed class BlockStream(int blockLength = 1 << 20) : Stream
{
    private readonly List<byte[]> _blocks = [];
    private long _length;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => true;
    public override long Length => _length;

    /// <summary>The position of the next byte to read.</summary>
    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var block = PartOfBlock(Position, Math.Min(buffer.Length, _length - Position));
        block.CopyTo(buffer);
        Position += block.Length;
        return block.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Appends bytes.</summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_length == (long)_blocks.Count * blockLength)
                _blocks.Add(GC.AllocateUninitializedArray<byte>(blockLength));
            var block = PartOfBlock(_length, buffer.Length);
            buffer[..block.Length].CopyTo(block);
            _length += block.Length;
            buffer = buffer[block.Length..];
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>The bytes from a position to the end of its block, at most a number of them.</summary>
    private Span<byte> PartOfBlock(long position, long most)
    {
        if (most <= 0)
            return [];
        var (block, offset) = Math.DivRem(position, blockLength);
        return _blocks[(int)block].AsSpan((int)offset, (int)Math.Min(most, blockLength - offset));
    }
}
