namespace AutoRec.Engines.Sparse.Kernels.Tests;

[TestClass]
public sealed unsafe class AddRowsTests
{
    [TestMethod]
    [DynamicData(nameof(KernelCases.NamesAndWidths), typeof(KernelCases))]
    public void AddRows_AnyNumberOfRows_EqualsThePlainLoop(string kernels, int width)
    {
        foreach (var count in KernelCases.RowCounts)
        {
            var random = new Random(width * 100 + count);
            using var matrix = KernelCases.CreateMatrix(count + 3, width, random);
            AssertEqualsPlain(kernels, matrix, KernelCases.ChooseRows(count, count + 3, random), random);
        }
    }

    [TestMethod]
    [DynamicData(nameof(KernelCases.Names), typeof(KernelCases))]
    public void AddRows_RepeatedRow_CountsEachTime(string kernels)
    {
        var random = new Random(1);
        using var matrix = KernelCases.CreateMatrix(3, 40, random);
        AssertEqualsPlain(kernels, matrix, [1, 2, 1, 1], random);
    }

    [TestMethod]
    [DynamicData(nameof(KernelCases.Names), typeof(KernelCases))]
    public void AddRows_AnyRows_LeavesTheMatrixUnchanged(string kernels)
    {
        var random = new Random(2);
        using var matrix = KernelCases.CreateMatrix(9, 129, random);
        using var sum = KernelCases.CreateMatrix(1, 129, random);
        var before = new float[9 * 129];
        matrix.CopyTo(before, 0, 129);

        KernelCases.Get(kernels).AddRows(matrix, [0, 3, 8], [1, 2, 3], sum[0]);

        var after = new float[before.Length];
        matrix.CopyTo(after, 0, 129);
        Assert.AreSequenceEqual(KernelCases.Bits(before), KernelCases.Bits(after));
        KernelCases.AssertPaddingIsZero(matrix, kernels);
    }

    /// <summary>The engine needs the bits not to depend on the number of slices of a layer.</summary>
    [TestMethod]
    [DynamicData(nameof(KernelCases.Names), typeof(KernelCases))]
    public void AddRows_SomeColumnsOnly_GivesTheBitsOfTheWholeRow(string kernels)
    {
        const int width = 300, from = 160, part = 140, count = 17;
        var random = new Random(3);
        using var whole = KernelCases.CreateMatrix(count, width, random);
        var values = new float[count * width];
        whole.CopyTo(values, 0, width);
        using var slice = new RowMatrix(count, part);
        slice.CopyFrom(values, from, width);
        using var sums = new RowMatrix(1, width);
        using var sliceSums = new RowMatrix(1, part);
        var rows = KernelCases.ChooseRows(count, count, random);
        var factors = KernelCases.CreateValues(count, random);

        KernelCases.Get(kernels).AddRows(whole, rows, factors, sums[0]);
        KernelCases.Get(kernels).AddRows(slice, rows, factors, sliceSums[0]);

        Assert.AreSequenceEqual(KernelCases.Bits(sums.Row(0)[from..]), KernelCases.Bits(sliceSums.Row(0)));
    }

    private static void AssertEqualsPlain(string kernels, RowMatrix matrix, int[] rows, Random random)
    {
        var factors = KernelCases.CreateValues(rows.Length, random);
        // The first and the last row must stay as they are.
        using var sums = KernelCases.CreateMatrix(3, matrix.Width, random);
        int[] before = KernelCases.Bits(sums.Row(0)), after = KernelCases.Bits(sums.Row(2));
        var expected = PlainKernels.AddRows(matrix, rows, factors, KernelCases.ToDoubles(sums.Row(1)));

        KernelCases.Get(kernels).AddRows(matrix, rows, factors, sums[1]);

        // With values up to 1, each addition rounds by at most 2⁻²⁴ of a sum that is at most the number of rows.
        var tolerance = 2e-7 * (rows.Length + 1);
        for (var k = 0; k < matrix.Width; k++)
            Assert.AreEqual(expected[k], sums.Row(1)[k], tolerance, $"{kernels}, width {matrix.Width}, {rows.Length} rows, column {k}");
        Assert.AreSequenceEqual(before, KernelCases.Bits(sums.Row(0)));
        Assert.AreSequenceEqual(after, KernelCases.Bits(sums.Row(2)));
        KernelCases.AssertPaddingIsZero(sums, kernels);
    }
}
