using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoRec.Engines.Sparse.Kernels.Tests;

/// <summary>The kernels under test, and sizes around the ends of vectors.</summary>
internal static class KernelCases
{
    /// <summary>Widths around one, two and eight vectors of each size.</summary>
    public static readonly int[] Widths = [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 500];

    public static readonly int[] RowCounts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 64];

    /// <summary>The kernels that this machine supports, by name, because a test method cannot take an internal type.</summary>
    private static readonly Dictionary<string, RowKernels> ByName = Create();

    public static IEnumerable<string> Names => ByName.Keys;

    public static IEnumerable<(string Kernels, int Width)> NamesAndWidths =>
        from name in Names
        from width in Widths
        select (name, width);

    public static RowKernels Get(string name) => ByName[name];

    public static RowMatrix CreateMatrix(int rowCount, int width, Random random)
    {
        var matrix = new RowMatrix(rowCount, width);
        for (var row = 0; row < rowCount; row++)
            Fill(matrix.Row(row), random);
        return matrix;
    }

    public static void Fill(Span<float> values, Random random)
    {
        foreach (ref var value in values)
            value = random.NextSingle() * 2 - 1;
    }

    public static float[] CreateValues(int length, Random random)
    {
        var values = new float[length];
        Fill(values, random);
        return values;
    }

    /// <summary>Distinct rows in random order.</summary>
    public static int[] ChooseRows(int count, int of, Random random)
    {
        var rows = Enumerable.Range(0, of).ToArray();
        random.Shuffle(rows);
        return rows[..count];
    }

    public static double[] ToDoubles(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);

    /// <summary>The bits of the values, which also tell the sign of a zero.</summary>
    public static int[] Bits(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, int>(values).ToArray();

    public static unsafe void AssertPaddingIsZero(RowMatrix matrix, string what)
    {
        for (var row = 0; row < matrix.RowCount; row++)
            Assert.IsFalse(
                new ReadOnlySpan<float>(matrix[row] + matrix.Width, matrix.Stride - matrix.Width).ContainsAnyExcept(0f),
                $"{what}: padding of row {row} of width {matrix.Width}.");
    }

    private static Dictionary<string, RowKernels> Create()
    {
        var kernels = RowKernels.Supported.ToDictionary(k => k.ToString()!);
        if (Vector128.IsHardwareAccelerated)
            kernels.TryAdd(nameof(Simd128), new RowKernels<Simd128, Vector128<float>>());
        if (Vector256.IsHardwareAccelerated)
            kernels.TryAdd(nameof(Simd256), new RowKernels<Simd256, Vector256<float>>());
        if (Vector512.IsHardwareAccelerated)
            kernels.TryAdd(nameof(Simd512), new RowKernels<Simd512, Vector512<float>>());
        return kernels;
    }
}
