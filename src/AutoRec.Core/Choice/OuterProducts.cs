using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoRec.Choice;

/// <summary>Adds outer products Σ v vᵀ to a matrix, in tiles of 4 × 8 sums that stay in registers.</summary>
internal static class OuterProducts
{
    private const int TileRows = 4;
    private const int TileColumns = 8;

    /// <summary>The length of vectors after padding with zeros: a multiple of the width of a tile.</summary>
    public static int PaddedLength(int length) => (length + TileColumns - 1) / TileColumns * TileColumns;

    /// <summary>
    /// Adds to the lower triangle. Each sum adds one vector after the other, so its bits do not depend on tiles, on the width of the
    /// machine's registers, or on how the vectors are divided among calls.
    /// </summary>
    /// <param name="vectors">n × P values; P is a padded length.</param>
    /// <param name="length">P.</param>
    /// <param name="matrix">P × P values. Entries above the diagonal change too, and have no meaning.</param>
    public static void Add(ReadOnlySpan<double> vectors, int length, Span<double> matrix)
    {
        for (var i = 0; i < length; i += TileRows)
        {
            for (var j = 0; j < i + TileRows; j += TileColumns)
                AddTile(vectors, length, i, j, matrix);
        }
    }

    /// <summary>Copies the lower triangle of the first rows, as rows of 1, 2, 3, … values.</summary>
    /// <param name="matrix">The sums of <see cref="Add"/>, with padded rows.</param>
    /// <param name="size">The number of rows.</param>
    public static double[] LowerTriangle(ReadOnlySpan<double> matrix, int size)
    {
        var (length, lower) = (PaddedLength(size), new double[size * (size + 1) / 2]);
        for (int i = 0, at = 0; i < size; i++, at += i)
            matrix.Slice(i * length, i + 1).CopyTo(lower.AsSpan(at));
        return lower;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // As in DotProduct.Of, for the first users of a process.
    private static void AddTile(ReadOnlySpan<double> vectors, int length, int i, int j, Span<double> matrix)
    {
        var row0 = matrix.Slice((i * length) + j, TileColumns);
        var row1 = matrix.Slice(((i + 1) * length) + j, TileColumns);
        var row2 = matrix.Slice(((i + 2) * length) + j, TileColumns);
        var row3 = matrix.Slice(((i + 3) * length) + j, TileColumns);
        var (a0, a1, b0, b1) = (Load(row0, 0), Load(row0, 4), Load(row1, 0), Load(row1, 4));
        var (c0, c1, d0, d1) = (Load(row2, 0), Load(row2, 4), Load(row3, 0), Load(row3, 4));
        ref var v = ref MemoryMarshal.GetReference(vectors);
        for (nuint at = 0, end = (nuint)vectors.Length; at < end; at += (nuint)length)
        {
            var (x0, x1) = (Vector256.LoadUnsafe(ref v, at + (nuint)j), Vector256.LoadUnsafe(ref v, at + (nuint)j + 4));
            ref var y = ref Unsafe.Add(ref v, at + (nuint)i);
            var factor = Vector256.Create(y);
            a0 += factor * x0;
            a1 += factor * x1;
            factor = Vector256.Create(Unsafe.Add(ref y, 1));
            b0 += factor * x0;
            b1 += factor * x1;
            factor = Vector256.Create(Unsafe.Add(ref y, 2));
            c0 += factor * x0;
            c1 += factor * x1;
            factor = Vector256.Create(Unsafe.Add(ref y, 3));
            d0 += factor * x0;
            d1 += factor * x1;
        }

        Store(row0, a0, a1);
        Store(row1, b0, b1);
        Store(row2, c0, c1);
        Store(row3, d0, d1);

        static Vector256<double> Load(Span<double> row, int offset) => Vector256.Create<double>(row[offset..]);
        static void Store(Span<double> row, Vector256<double> left, Vector256<double> right)
        {
            left.CopyTo(row);
            right.CopyTo(row[4..]);
        }
    }
}
