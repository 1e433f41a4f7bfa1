using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Tests;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Tests;

[TestClass]
public sealed class UnitSliceTests
{
    private const int MostThreads = 9;

    public static IEnumerable<int> Units =>
    [
        .. Enumerable.Range(1, 140), 160, 192, 193, 255, 256, 257, 300, 384, 385, 500, 511, 512, 513, 640, 700, 768, 1000, 1023, 1024, 1025,
        1100,
    ];

    [TestMethod]
    [DynamicData(nameof(Units))]
    public void Cut_AnyNumberOfThreads_CoversEachUnitOnce(int units) => ForEachCut(units, (threads, slices) =>
    {
        var next = 0;
        foreach (var slice in slices)
        {
            Assert.AreEqual(next, slice.From, $"{threads} threads");
            Assert.IsGreaterThan(0, slice.Width, $"{threads} threads");
            next += slice.Width;
        }

        Assert.AreEqual(units, next, $"{threads} threads");
    });

    [TestMethod]
    [DynamicData(nameof(Units))]
    public void Cut_AnyNumberOfThreads_AlignsSlicesAndBlocks(int units) => ForEachCut(units, (threads, slices) =>
    {
        foreach (var slice in slices)
        {
            Assert.AreEqual(0, slice.BlockWidth % RowMatrix.Padding, $"{threads} threads");
            Assert.AreEqual(0, slice.From % slice.BlockWidth, $"{threads} threads");
        }
    });

    [TestMethod]
    [DynamicData(nameof(Units))]
    public void Cut_AnyNumberOfThreads_HasTheSameBlocks(int units)
    {
        var expected = Blocks(units, threads: 1);
        for (var threads = 2; threads <= MostThreads; threads++)
            Assert.AreSequenceEqual(expected, Blocks(units, threads), $"{threads} threads");
    }

    [TestMethod]
    [DynamicData(nameof(Units))]
    public void Whole_AnyUnits_IsOneBlock(int units)
    {
        using var slice = UnitSlice.Whole(units);
        Assert.AreEqual((0, units, 1), (slice.From, slice.Width, slice.BlockCount));
    }

    [TestMethod]
    public void EnsureRows_FewerRowsThanBefore_KeepsTheMatrix()
    {
        using var slice = UnitSlice.Whole(40);
        slice.EnsureRows(7);
        var outputs = slice.Outputs;
        slice.EnsureRows(3);
        Assert.AreSame(outputs, slice.Outputs);
        slice.EnsureRows(8);
        Assert.AreEqual((8, 8, 8), (slice.Outputs.RowCount, slice.Derivatives.RowCount, slice.Gradients.RowCount));
    }

    private static (int From, int Width)[] Blocks(int units, int threads)
    {
        var slices = UnitSlice.Cut(units, threads);
        try
        {
            return
            [
                .. slices.SelectMany(slice => Enumerable.Range(0, slice.BlockCount).Select(block =>
                    (slice.From + block * slice.BlockWidth, Math.Min(slice.BlockWidth, slice.Width - block * slice.BlockWidth)))),
            ];
        }
        finally
        {
            Dispose(slices);
        }
    }

    private static void ForEachCut(int units, Action<int, UnitSlice[]> assert)
    {
        for (var threads = 1; threads <= MostThreads; threads++)
        {
            var slices = UnitSlice.Cut(units, threads);
            assert(threads, slices);
            Dispose(slices);
        }
    }

    private static void Dispose(UnitSlice[] slices)
    {
        foreach (var slice in slices)
            slice.Dispose();
    }
}
