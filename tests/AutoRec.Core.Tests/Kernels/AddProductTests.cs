namespace AutoRec.Engines.Sparse.Kernels.Tests;

[TestClass]
public sealed unsafe class AddProductTests
{
    /// <summary>The engine needs the bits of a row not to depend on the rows computed with it.</summary>
    [TestMethod]
    [DynamicData(nameof(KernelCases.NamesAndWidths), typeof(KernelCases))]
    public void AddProduct_AnyNumberOfRows_GivesEachRowTheBitsOfAddRows(string kernels, int width)
    {
        foreach (var count in (int[])[0, 1, 2, 17, 64])
        {
            foreach (var rows in (int[])[0, 1, 3, 4, 5, 8, 11])
            {
                using var factors = KernelCases.CreateMatrix(rows + 1, count + 1, new Random(width + count + rows));
                AssertEqualsAddRows(kernels, width, count, rows, factors, factors.Stride, columnStep: 1);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(KernelCases.Names), typeof(KernelCases))]
    public void AddProduct_FactorsStoredColumnByColumn_GiveTheSameProduct(string kernels)
    {
        using var factors = KernelCases.CreateMatrix(17, 11, new Random(1));
        AssertEqualsAddRows(kernels, width: 129, count: 17, rows: 11, factors, rowStep: 1, factors.Stride);
    }

    private static void AssertEqualsAddRows(string kernels, int width, int count, int rows, RowMatrix factors, int rowStep, int columnStep)
    {
        var random = new Random(width * 100 + count);
        using var matrix = KernelCases.CreateMatrix(count + 1, width, random);

        // The first and the last row must stay as they are. The sums are wider than the matrix.
        using var sums = KernelCases.CreateMatrix(rows + 2, width + 40, random);
        using var expected = new RowMatrix(rows + 2, width + 40);
        var values = new float[(rows + 2) * (width + 40)];
        sums.CopyTo(values, 0, width + 40);
        expected.CopyFrom(values, 0, width + 40);
        int[] all = [.. Enumerable.Range(0, count)];
        for (var i = 0; i < rows; i++)
        {
            float[] row = [.. all.Select(j => factors[0][i * rowStep + j * columnStep])];
            KernelCases.Get(kernels).AddRows(matrix, all, row, expected[i + 1]);
        }

        KernelCases.Get(kernels).AddProduct(factors[0], rowStep, columnStep, matrix, count, sums, 1, rows);

        for (var i = 0; i < rows + 2; i++)
            Assert.AreSequenceEqual(
                KernelCases.Bits(expected.Row(i)), KernelCases.Bits(sums.Row(i)), $"{kernels}, width {width}, {count} × {rows}, row {i}");
        KernelCases.AssertPaddingIsZero(sums, kernels);
    }
}
