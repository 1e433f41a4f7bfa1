namespace AutoRec.Model.Tests;

[TestClass]
public sealed class DotProductTests
{
    /// <summary>Every remainder of a vector and of four vectors, and two lengths of real codes.</summary>
    public static IEnumerable<int> Lengths => [.. Enumerable.Range(0, 71), 512, 1000];

    [TestMethod]
    [DynamicData(nameof(Lengths))]
    public void Of_AnyLength_IsTheSumOfProducts(int length)
    {
        var (x, y) = Draw(length);
        var expected = x.Zip(y, (a, b) => (double)a * b).Sum();
        Assert.AreEqual(expected, DotProduct.Of(x, y), 1e-6 * Math.Max(1, length));
    }

    [TestMethod]
    [DynamicData(nameof(Lengths))]
    public void Of_SameValuesAtAnotherAddress_HasTheSameBits(int length)
    {
        var (x, y) = Draw(length);
        var expected = BitConverter.SingleToInt32Bits(DotProduct.Of(x, y));
        for (var offset = 1; offset < 16; offset++)
        {
            Assert.AreEqual(expected, BitConverter.SingleToInt32Bits(DotProduct.Of(Moved(x, offset), y)), $"x moved by {offset}");
            Assert.AreEqual(expected, BitConverter.SingleToInt32Bits(DotProduct.Of(x, Moved(y, offset))), $"y moved by {offset}");
        }
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(32)]
    public void Of_ShorterSecondVector_IsRefused(int length) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => DotProduct.Of(new float[length], new float[length - 1]));

    private static Span<float> Moved(float[] values, int offset)
    {
        var moved = new float[values.Length + offset];
        values.CopyTo(moved, offset);
        return moved.AsSpan(offset);
    }

    private static (float[] X, float[] Y) Draw(int length)
    {
        var random = new Random(length);
        return ([.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)],
            [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)]);
    }
}
