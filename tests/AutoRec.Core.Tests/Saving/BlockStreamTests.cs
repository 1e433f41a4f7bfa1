using AutoRec.Saving;

namespace AutoRec.Tests;

[TestClass]
public sealed class BlockStreamTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(7)]
    [DataRow(8)]
    [DataRow(100)]
    public void Read_BytesWrittenInPartsOfOtherLengths_AreTheSame(int length)
    {
        var expected = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        using var stream = new BlockStream(blockLength: 8);
        foreach (var part in expected.Chunk(19))
            stream.Write(part);
        Assert.AreEqual(length, stream.Length);
        var read = new byte[length];
        for (var at = 0; at < length; at += 5)
            stream.ReadExactly(read, at, Math.Min(5, length - at));
        Assert.AreSequenceEqual(expected, read);
        Assert.AreEqual(length, stream.Position);
        Assert.AreEqual(-1, stream.ReadByte());
    }
}
