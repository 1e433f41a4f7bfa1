using AutoRec.Saving;

namespace AutoRec.Tests;

[TestClass]
public sealed class KeyMapTests
{
    [TestMethod]
    public void Of_SomeKeys_NumbersThemInTheirOrder()
    {
        var map = KeyMap.Of(count: 9, rated: [7, 2, 7, 4, 2]);
        Assert.AreEqual((9, 3, false), (map.Count, map.IndexCount, map.IsIdentity));
        Assert.AreSequenceEqual(new[] { 2, 4, 7 }, map.Keys);
        Assert.AreSequenceEqual(new[] { -1, -1, -1, 0, -1, 1, -1, -1, 2, -1, -1 }, Enumerable.Range(-1, 11).Select(map.IndexOf));
        Assert.AreSequenceEqual(new[] { "c", "e", "h" }, map.Select(["a", "b", "c", "d", "e", "f", "g", "h", "i"]));
    }

    [TestMethod]
    public void Of_AllKeys_IsTheIdentity()
    {
        var map = KeyMap.Of(count: 3, rated: [1, 0, 2, 1]);
        Assert.AreEqual((3, 3, true), (map.Count, map.IndexCount, map.IsIdentity));
        Assert.AreSequenceEqual(new[] { 0, 1, 2 }, map.Keys);
        Assert.AreSequenceEqual(new[] { 0, 1, 2 }, map.Keys.Select(map.IndexOf));
    }

    [TestMethod]
    [DataRow(9, new[] { 0, 8 }, new byte[0])]
    [DataRow(3, new[] { 0, 1, 2 }, new byte[] { 1, 2, 3 })]
    [DataRow(int.MaxValue, new[] { 5, int.MaxValue - 1 }, new byte[] { 9 })]
    public void Write_ThenRead_GivesTheSameMap(int count, int[] rated, byte[] digest)
    {
        var map = KeyMap.Of(count, rated, digest.Length > 0 ? digest : null);
        var read = Read(writer => KeyMapFormat.Write(writer, map));
        Assert.AreEqual((map.Count, map.IndexCount, map.IsIdentity), (read.Count, read.IndexCount, read.IsIdentity));
        Assert.AreSequenceEqual(rated, read.Keys);
        Assert.AreSequenceEqual(digest, read.Digest ?? []);
    }

    [TestMethod]
    [DataRow(-1, new[] { 1 })]
    [DataRow(4, new[] { 0 })]
    [DataRow(4, new[] { 2, 0 })]
    [DataRow(4, new[] { 2, 3 })]
    [DataRow(4, new[] { 5 })]
    [DataRow(4, new[] { -3 })]
    public void Read_KeysOutOfOrderOrOutside_IsRefused(int count, int[] distances) => Assert.ThrowsExactly<FormatException>(() => Read(
        writer =>
        {
            writer.Write(count);
            writer.Write(false);
            writer.Write(distances.Length);
            foreach (var distance in distances)
                writer.Write7BitEncodedInt(distance);
            writer.Write((byte)0);
        }));

    private static KeyMap Read(Action<BinaryWriter> write)
    {
        var stream = new MemoryStream();
        write(new BinaryWriter(stream));
        stream.Position = 0;
        return KeyMapFormat.Read(new BinaryReader(stream));
    }
}
