using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace AutoRec.Engines.Sparse.Kernels;

/// <summary>
/// A matrix for the kernels: rows that begin on a cache line and are filled up with zeros to a multiple of <see cref="Padding"/> floats,
/// so that a kernel meets no remainder.
/// </summary>
internal sealed unsafe class RowMatrix : IDisposable
{
    /// <summary>Two vectors of the widest kind.</summary>
    public const int Padding = 32;

    private const int Alignment = 64;
    private const int CacheLine = Alignment / sizeof(float);

    private float* _values;

    public RowMatrix(int rowCount, int width)
    {
        (RowCount, Width) = (rowCount, width);
        Stride = checked((width + Padding - 1) / Padding * Padding);
        var bytes = checked((nuint)Math.Max(rowCount, 1) * (nuint)Stride * sizeof(float));
        _values = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(_values, bytes);
    }

    ~RowMatrix() => Free();

    public int RowCount { get; }

    /// <summary>The values of a row that are its own; those up to <see cref="Stride"/> are zero, and have to stay so.</summary>
    public int Width { get; }

    public int Stride { get; }

    public float* this[int row] => _values + (nint)row * Stride;

    public Span<float> Row(int row) => new(this[row], Width);

    /// <summary>Takes over the columns from <paramref name="from"/> on of a matrix whose rows are <paramref name="length"/> long.</summary>
    public void CopyFrom(ReadOnlySpan<float> values, int from, int length)
    {
        for (var row = 0; row < RowCount; row++)
            values.Slice(row * length + from, Width).CopyTo(Row(row));
    }

    /// <summary>The reverse.</summary>
    public void CopyTo(Span<float> values, int from, int length)
    {
        for (var row = 0; row < RowCount; row++)
            Row(row).CopyTo(values.Slice(row * length + from, Width));
    }

    public void Fill(float value)
    {
        for (var row = 0; row < RowCount; row++)
            Row(row).Fill(value);
    }

    /// <summary>Asks for a row that will be needed soon: rows far apart are not foreseen by the machine.</summary>
    public void Prefetch(int row)
    {
        if (!Sse.IsSupported)
            return;
        var values = this[row];
        for (var k = 0; k < Stride; k += CacheLine)
            Sse.Prefetch0(values + k);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_values);
        _values = null;
    }
}
