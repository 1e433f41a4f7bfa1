using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Kernels;

/// <summary>A matrix for the kernels. Rows begin on a cache line and are padded with zeros, so kernels need no remainders.</summary>
internal sealed unsafe class RowMatrix : IDisposable
{
    public const int Padding = UnitBlock.Multiple;

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

    /// <summary>The number of values in a row. The padding up to <see cref="Stride"/> stays zero.</summary>
    public int Width { get; }

    public int Stride { get; }
    public float* this[int row] => _values + (nint)row * Stride;
    public Span<float> Row(int row) => new(this[row], Width);

    /// <summary>Copies columns from <paramref name="from"/> on of a matrix with rows of <paramref name="length"/> values.</summary>
    public void CopyFrom(ReadOnlySpan<float> values, int from, int length)
    {
        for (var row = 0; row < RowCount; row++)
            values.Slice(row * length + from, Width).CopyTo(Row(row));
    }

    /// <summary>Copies back to these columns.</summary>
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

    /// <summary>Prefetches a row, because the hardware does not predict distant rows.</summary>
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
