namespace AutoRec.Engines.Sparse.Kernels.Tests;

[TestClass]
public sealed unsafe class RowMatrixTests
{
    public static IEnumerable<int> Widths => KernelCases.Widths;

    [TestMethod]
    [DynamicData(nameof(Widths))]
    public void Create_AnyWidth_IsZeroPaddedAndAligned(int width)
    {
        using var matrix = new RowMatrix(5, width);
        Assert.AreEqual(0, matrix.Stride % RowMatrix.Padding);
        Assert.IsInRange(width, width + RowMatrix.Padding - 1, matrix.Stride);
        for (var row = 0; row < matrix.RowCount; row++)
        {
            Assert.AreEqual((nuint)0, (nuint)matrix[row] % 64);
            Assert.IsFalse(new ReadOnlySpan<float>(matrix[row], matrix.Stride).ContainsAnyExcept(0f), $"row {row}");
            Assert.HasCount(width, matrix.Row(row).ToArray());
        }
    }

    [TestMethod]
    public void Create_NoRows_CanBeDisposed()
    {
        using var matrix = new RowMatrix(0, 7);
        Assert.AreEqual(0, matrix.RowCount);
    }

    [TestMethod]
    [DataRow(0, 90)]
    [DataRow(0, 33)]
    [DataRow(64, 26)]
    [DataRow(89, 1)]
    [DataRow(5, 32)]
    public void CopyTo_AfterCopyFromOfSomeColumns_WritesThemBack(int from, int width)
    {
        const int rows = 4, length = 90;
        var values = KernelCases.CreateValues(rows * length, new Random(1));
        using var matrix = new RowMatrix(rows, width);
        matrix.CopyFrom(values, from, length);
        Assert.AreEqual(values[2 * length + from], matrix.Row(2)[0]);
        KernelCases.AssertPaddingIsZero(matrix, nameof(RowMatrix.CopyFrom));

        var back = new float[values.Length];
        matrix.CopyTo(back, from, length);
        Assert.AreSequenceEqual(values.Select((value, i) => i % length >= from && i % length < from + width ? value : 0), back);
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
    public void Dispose_Twice_DoesNoHarm()
    {
        var matrix = new RowMatrix(2, 40);
        matrix.Dispose();
        matrix.Dispose();
    }

    [TestMethod]
    public void Create_PaddedWidthBeyondInt_Throws() =>
        Assert.ThrowsExactly<OverflowException>(() => new RowMatrix(1, int.MaxValue));

    /// <summary>Almost 2³¹ rows of almost 2³¹ floats take just under 2⁶⁴ bytes: no overflow, but more than any machine has.</summary>
    [TestMethod]
    public void Create_MoreThanAnyMemory_Throws() =>
        Assert.ThrowsExactly<OutOfMemoryException>(() => new RowMatrix(int.MaxValue, int.MaxValue - RowMatrix.Padding));
}
