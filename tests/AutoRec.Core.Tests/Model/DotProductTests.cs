namespace AutoRec.Model.Tests;

[TestClass]
public sealed class DotProductTests
{
    public static IEnumerable<object[]> Lengths =>
        Enumerable.Range(0, 70).Append(512).Append(1000).Select(length => new object[] { length });

    [TestMethod]
    [DynamicData(nameof(Lengths))]
    public void Of_AnyLength_IsTheSumOfProducts(int length)
    {
        var (x, y) = Draw(length);
        var expected = x.Zip(y, (a, b) => (double)a * b).Sum();
        Assert.AreEqual(expected, DotProduct.Of(x, y), 1e-6 * Math.Max(1, length));
    }

    [TestMethod]
    [DataRow(7)]
    [DataRow(100)]
    [DataRow(512)]
    public void Of_SameValuesAtAnotherAddress_HasTheSameBits(int length)
    {
        var (x, y) = Draw(length);
        for (var offset = 1; offset < 16; offset++)
        {
            var moved = new float[length + offset];
            x.CopyTo(moved, offset);
            Assert.AreEqual(
                BitConverter.SingleToInt32Bits(DotProduct.Of(x, y)),
                BitConverter.SingleToInt32Bits(DotProduct.Of(moved.AsSpan(offset), y)),
                $"offset {offset}");
        }
    }

    private static (float[] X, float[] Y) Draw(int length)
    {
        var random = new Random(length);
        return ([.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)],
            [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)]);
    }
}
