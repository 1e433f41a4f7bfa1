namespace AutoRec.Engines.Sparse.Kernels.Tests;

[TestClass]
public sealed unsafe class AddToRowsTests
{
    [TestMethod]
    [DynamicData(nameof(KernelCases.NamesAndWidths), typeof(KernelCases))]
    public void AddToRows_AnyNumberOfRows_EqualsThePlainLoopAndChangesNoOtherRow(string kernels, int width)
    {
        foreach (var count in KernelCases.RowCounts)
            AssertEqualsPlain(kernels, width, count);
    }

    private static void AssertEqualsPlain(string kernels, int width, int count)
    {
        var random = new Random(width * 100 + count);
        var rowCount = count + 3;
        using var matrix = KernelCases.CreateMatrix(rowCount, width, random);
        using var vector = KernelCases.CreateMatrix(1, width, random);
        var rows = KernelCases.ChooseRows(count, rowCount, random);
        var factors = KernelCases.CreateValues(count, random);
        var before = Enumerable.Range(0, rowCount).Select(row => matrix.Row(row).ToArray()).ToArray();
        var vectorBefore = vector.Row(0).ToArray();

        KernelCases.Get(kernels).AddToRows(matrix, rows, factors, vector[0]);

        for (var row = 0; row < rowCount; row++)
        {
            var j = Array.IndexOf(rows, row);
            if (j < 0)
            {
                Assert.AreSequenceEqual(KernelCases.Bits(before[row]), KernelCases.Bits(matrix.Row(row)));
                continue;
            }

            var expected = PlainKernels.AddToRow(KernelCases.ToDoubles(before[row]), factors[j], KernelCases.ToDoubles(vectorBefore));
            for (var k = 0; k < width; k++)
                Assert.AreEqual(expected[k], matrix.Row(row)[k], 2e-7, $"{kernels}, width {width}, {count} rows, row {row}, column {k}");
        }

        Assert.AreSequenceEqual(KernelCases.Bits(vectorBefore), KernelCases.Bits(vector.Row(0)));
        KernelCases.AssertPaddingIsZero(matrix, kernels);
    }
}
