using AutoRec.Tests;
using AutoRec.Training;
using AutoRec.Engines.Sparse.Kernels;

namespace AutoRec.Engines.Sparse.Tests;

[TestClass]
public sealed class UnitSliceTests
{
    private const int MostThreads = 9;

    private static readonly int[] Units =
    [
        .. Enumerable.Range(1, 140), 160, 192, 193, 255, 256, 257, 300, 384, 385, 500, 511, 512, 513, 640, 700, 768, 1000, 1023, 1024, 1025,
        1100,
    ];

    [TestMethod]
    public void Cut_AnyUnitsAndThreads_CoversEachUnitOnce() => ForEachCut((units, _, slices) =>
    {
        var next = 0;
        foreach (var slice in slices)
        {
            Assert.AreEqual(next, slice.From);
            Assert.IsGreaterThan(0, slice.Width);
            next += slice.Width;
        }

        Assert.AreEqual(units, next);
    });

    [TestMethod]
    public void Cut_AnyUnitsAndThreads_BeginsSlicesAndBlocksWhereAKernelCan() => ForEachCut((_, _, slices) =>
    {
        foreach (var slice in slices)
        {
            Assert.AreEqual(0, slice.BlockWidth % RowMatrix.Padding);
            Assert.AreEqual(0, slice.From % slice.BlockWidth);
        }
    });

    [TestMethod]
    public void Cut_AnyNumberOfThreads_HasTheSameBlocks()
    {
        foreach (var units in Units)
        {
            var expected = Blocks(units, threads: 1);
            for (var threads = 2; threads <= MostThreads; threads++)
                Assert.AreSequenceEqual(expected, Blocks(units, threads), $"{units} units, {threads} threads");
        }
    }

    [TestMethod]
    public void Whole_AnyUnits_IsOneBlock()
    {
        foreach (var units in Units)
        {
            using var slice = UnitSlice.Whole(units);
            Assert.AreEqual((0, units, 1), (slice.From, slice.Width, slice.BlockCount));
        }
    }

    [TestMethod]
    public void EnsureRows_FewerRowsThanBefore_KeepsTheRoom()
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

    private static void ForEachCut(Action<int, int, UnitSlice[]> assert)
    {
        foreach (var units in Units)
        {
            for (var threads = 1; threads <= MostThreads; threads++)
            {
                var slices = UnitSlice.Cut(units, threads);
                assert(units, threads, slices);
                Dispose(slices);
            }
        }
    }

    private static void Dispose(UnitSlice[] slices)
    {
        foreach (var slice in slices)
            slice.Dispose();
    }
}
