using AutoRec.Saving;

namespace AutoRec.Tests;

[TestClass]
public sealed class ModelPayloadTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(1 << 20)]
    [DataRow((2 << 20) + 3)]
    public void ReadSingles_WrittenValues_AreTheSame(int count)
    {
        float[] values = [.. Enumerable.Range(0, count).Select(i => i * 0.37f)];
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(values.AsSpan());
        Assert.AreEqual((long)count * sizeof(float), stream.Length);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Assert.IsTrue(values.AsSpan().SequenceEqual(reader.ReadSingles(count)));
    }

    // More bytes than a span holds. An array takes 2 GB.
    [TestMethod]
    public void ReadSingles_MoreThanHalfABillionValues_AreAllWrittenAndRead()
    {
        const int count = (1 << 29) + 5;
        using var stream = new ZeroStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            writer.Write(new float[count].AsSpan());
        Assert.AreEqual((long)count * sizeof(float), stream.Length);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Assert.HasCount(count, reader.ReadSingles(count));
        Assert.AreEqual(stream.Length, stream.Position);
    }

    /// <summary>A stream that forgets what is written, and reads as zeros.</summary>
    private sealed class ZeroStream : Stream
    {
        private long _length;

        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => true;
        public override long Length => _length;
        public override long Position { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer) => _length = Math.Max(_length, Position += buffer.Length);
        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = (int)Math.Min(buffer.Length, _length - Position);
            Position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
