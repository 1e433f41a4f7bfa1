using AutoRec.Recommending;
using AutoRec.Saving;

namespace AutoRec.Tests;

[TestClass]
public sealed class LevelModelFormatTests
{
    private static readonly RatingMatrix Items = RandomRatings.Create();
    private static readonly LevelModel Model = TestRecommendation.Levels(Items)! with { ColumnName = "P" };
    private static readonly IRatingModel Ratings = TestRecommendation.RatingModel(Items, new());

    [TestMethod]
    public void Read_WrittenModel_PredictsTheSame()
    {
        var read = Read(Bytes());
        Assert.AreEqual("P", read.ColumnName);
        for (var user = 0; user < Items.ColumnCount; user++)
            Assert.AreSequenceEqual(Model.Probabilities(3.3f, user, user % 40), read.Probabilities(3.3f, user, user % 40));
    }

    [TestMethod]
    [DataRow(0, 0, DisplayName = "no level")]
    [DataRow(0, 21, DisplayName = "too many levels")]
    [DataRow(0, -1, DisplayName = "a negative number of levels")]
    [DataRow(4, 0x40A00000, DisplayName = "levels that do not ascend: 5 first")]
    [DataRow(8, 0x7FC00000, DisplayName = "a level that is NaN")]
    [DataRow(24, 0, DisplayName = "a frequency of 0")]
    [DataRow(24, 0x7FC00000, DisplayName = "a frequency that is NaN")]
    [DataRow(44, 0x7F800000, DisplayName = "a weight that is infinite")]
    public void Read_BadValue_IsRefused(int position, int value)
    {
        var bytes = Bytes();
        BitConverter.TryWriteBytes(bytes.AsSpan(position), value);
        var error = Assert.Throws<Exception>(() => Read(bytes));
        Assert.IsTrue(error is FormatException or InvalidDataException, $"{error}");
    }

    [TestMethod]
    public void Read_FileThatEndsBeforeItsCounts_IsRefusedBeforeTheyAreAllocated()
    {
        var bytes = Bytes().AsSpan(0, 44 + (4 * LevelRegression.WeightCountOf(5)) + 10).ToArray();
        Assert.Contains("300 values, more than the file holds", Assert.ThrowsExactly<InvalidDataException>(() => Read(bytes)).Message);
    }

    private static byte[] Bytes()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            LevelModelFormat.Write(writer, Model);
        return stream.ToArray();
    }

    private static LevelModel Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return LevelModelFormat.Read(reader, Ratings);
    }
}
