namespace AutoRec.Engines.Sparse.Kernels.Tests;

[TestClass]
public sealed unsafe class DotTests
{
    public static IEnumerable<(string Kernels, int Width, int From, int Length)> Parts =>
        from name in KernelCases.Names
        from part in new (int Width, int From, int Length)[]
        {
            (64, 32, 32), (65, 64, 32), (257, 128, 96), (257, 0, 32), (257, 256, 32), (500, 96, 384), (500, 480, 32), (500, 64, 0),
        }
        select (name, part.Width, part.From, part.Length);

    [TestMethod]
    [DynamicData(nameof(KernelCases.NamesAndWidths), typeof(KernelCases))]
    public void Dot_AnyNumberOfWholeRows_EqualsThePlainLoop(string kernels, int width)
    {
        foreach (var count in KernelCases.RowCounts)
            AssertEqualsPlain(kernels, width, count, 0, (width + RowMatrix.Padding - 1) / RowMatrix.Padding * RowMatrix.Padding);
    }

    [TestMethod]
    [DynamicData(nameof(Parts))]
    public void Dot_SomeColumns_ReadsNoOthers(string kernels, int width, int from, int length)
    {
        foreach (var count in KernelCases.RowCounts)
            AssertEqualsPlain(kernels, width, count, from, length);
    }

    /// <summary>The kernels take four rows at a time. A row's product must not depend on its place or its neighbours.</summary>
    [TestMethod]
    [DynamicData(nameof(KernelCases.Names), typeof(KernelCases))]
    public void Dot_RowAnywhereInTheList_GivesTheSameBits(string kernels)
    {
        var random = new Random(4);
        using var matrix = KernelCases.CreateMatrix(9, 257, random);
        using var vector = KernelCases.CreateMatrix(1, 257, random);
        var together = new float[9];
        KernelCases.Get(kernels).Dot(matrix, 0, matrix.Stride, [.. Enumerable.Range(0, 9)], vector[0], together);
        for (var row = 0; row < 9; row++)
        {
            var alone = new float[1];
            KernelCases.Get(kernels).Dot(matrix, 0, matrix.Stride, [row], vector[0], alone);
            Assert.AreSequenceEqual(KernelCases.Bits(together.AsSpan(row, 1)), KernelCases.Bits(alone));
        }
    }

    private static void AssertEqualsPlain(string kernels, int width, int count, int from, int length)
    {
        const float untouched = 12345;
        var random = new Random(width * 100 + count);
        using var matrix = KernelCases.CreateMatrix(count + 3, width, random);
        using var vector = KernelCases.CreateMatrix(1, width, random);
        var rows = KernelCases.ChooseRows(count, count + 3, random);
        var products = Enumerable.Repeat(untouched, count + 2).ToArray();

        KernelCases.Get(kernels).Dot(matrix, from, length, rows, vector[0], products);

        var used = Math.Min(length, width - from);
        for (var j = 0; j < count; j++)
        {
            var expected = PlainKernels.Dot(matrix.Row(rows[j]).Slice(from, used), vector.Row(0).Slice(from, used));
            Assert.AreEqual(
                expected,
                products[j],
                1e-7 * (used + 1),
                $"{kernels}, width {width}, columns {from} + {length}, {count} rows, product {j}");
        }

        Assert.AreSequenceEqual([untouched, untouched], products[count..]);
    }
}
