namespace AutoRec.Engines.Sparse.Kernels.Tests;

[TestClass]
public sealed unsafe class RowMatrixTests
{
    [TestMethod]
    public void Create_AnyShape_IsZeroPaddedAndAligned()
    {
        foreach (var width in KernelCases.Widths)
        {
            using var matrix = new RowMatrix(5, width);
            Assert.AreEqual(0, matrix.Stride % RowMatrix.Padding);
            Assert.IsInRange(width, width + RowMatrix.Padding - 1, matrix.Stride);
            for (var row = 0; row < matrix.RowCount; row++)
            {
                Assert.AreEqual((nuint)0, (nuint)matrix[row] % 64);
                Assert.IsFalse(new ReadOnlySpan<float>(matrix[row], matrix.Stride).ContainsAnyExcept(0f), $"width {width}, row {row}");
                Assert.HasCount(width, matrix.Row(row).ToArray());
            }
        }
    }

    [TestMethod]
    public void Create_NoRows_CanBeDisposed()
    {
        using var matrix = new RowMatrix(0, 7);
        Assert.AreEqual(0, matrix.RowCount);
    }

    [TestMethod]
    public void CopyFrom_ColumnsOfAWiderMatrix_ComeBackByCopyTo()
    {
        const int rows = 4, length = 90;
        var values = KernelCases.CreateValues(rows * length, new Random(1));
        foreach (var (from, width) in new[] { (0, 90), (0, 33), (64, 26), (89, 1), (5, 32) })
        {
            using var matrix = new RowMatrix(rows, width);
            matrix.CopyFrom(values, from, length);
            Assert.AreEqual(values[2 * length + from], matrix.Row(2)[0]);
            KernelCases.AssertPaddingIsZero(matrix, $"from {from}");

            var back = new float[values.Length];
            matrix.CopyTo(back, from, length);
            for (var i = 0; i < values.Length; i++)
                Assert.AreEqual(
                    i % length >= from && i % length < from + width ? values[i] : 0, back[i], $"columns {from} + {width}, value {i}");
        }
    }

    [TestMethod]
    public void Fill_AnyValue_LeavesThePaddingZero()
    {
        using var matrix = new RowMatrix(3, 33);
        matrix.Fill(2);
        for (var row = 0; row < 3; row++)
            Assert.IsFalse(matrix.Row(row).ContainsAnyExcept(2f));
        KernelCases.AssertPaddingIsZero(matrix, nameof(RowMatrix.Fill));
    }

    [TestMethod]
    public void Prefetch_AnyRow_ChangesNothing()
    {
        using var matrix = KernelCases.CreateMatrix(3, 33, new Random(2));
        var before = KernelCases.Bits(new(matrix[0], 3 * matrix.Stride));
        for (var row = 0; row < 3; row++)
            matrix.Prefetch(row);
        Assert.AreSequenceEqual(before, KernelCases.Bits(new(matrix[0], 3 * matrix.Stride)));
    }

    [TestMethod]
    public void Dispose_Twice_DoesNoHarm()
    {
        var matrix = new RowMatrix(2, 40);
        matrix.Dispose();
        matrix.Dispose();
    }

    [TestMethod]
    public void Create_WidthThatNoIntHoldsWithItsPadding_Throws() =>
        Assert.ThrowsExactly<OverflowException>(() => new RowMatrix(1, int.MaxValue));

    /// <summary>2³¹ rows of 2³¹ floats are 2⁶⁴ bytes less some: no overflow, and no machine has them.</summary>
    [TestMethod]
    public void Create_MoreThanThereCanBe_Throws() =>
        Assert.ThrowsExactly<OutOfMemoryException>(() => new RowMatrix(int.MaxValue, int.MaxValue - RowMatrix.Padding));
}
