using AutoRec.Saving;

namespace AutoRec.Tests;

[TestClass]
public sealed class ShortRowsTests
{
    private const int Length = 3;

    // Rows of very different sizes, one with a largest number just below a power of two.
    private static readonly float[] Values =
        [0.1f, -0.3f, 0.2f, 0, 0, 0, 1e30f, -2e30f, 1e20f, 1e-41f, -3e-44f, 0, -0.99999994f, 0.5f, 1e-9f];

    [TestMethod]
    public void Read_WrittenRows_DiffersByAtMostAPartOfTheLargestOfTheRow()
    {
        var read = WriteAndRead(Values);
        for (var i = 0; i < Values.Length; i++)
        {
            var row = Values.AsSpan(i / Length * Length, Length);
            var largest = Math.Max(row.ToArray().Max(Math.Abs), float.Epsilon);
            Assert.AreEqual(Values[i], read[i], largest / short.MaxValue, $"number {i}");
        }
    }

    [TestMethod]
    public void Read_RoundedRows_AreTheSameToTheBit()
    {
        var rounded = Values.ToArray();
        ShortRows.Round(rounded, Length);
        Assert.IsFalse(rounded.SequenceEqual(Values));
        Assert.AreSequenceEqual(rounded, WriteAndRead(rounded));
    }

    [TestMethod]
    public void Read_MoreRowsThanTheFileHolds_IsRefused()
    {
        using var reader = new BinaryReader(new MemoryStream(new byte[10]));
        Assert.Throws<InvalidDataException>(() => ShortRows.Read(reader, rows: 1_000_000, Length));
    }

    private static float[] WriteAndRead(float[] values)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        ShortRows.Write(writer, values, Length);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        return ShortRows.Read(reader, values.Length / Length, Length);
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Round_NumberThatIsNotFinite_IsRefused(float bad) =>
        Assert.ThrowsExactly<ArgumentException>(() => ShortRows.Round([0.3f, bad, 0.2f], 3));
}
