using System.Runtime.InteropServices;

namespace AutoRec.Saving;

/// <summary>
/// Rows of numbers as 16-bit integers with a scale for each row, in half of the bytes of singles. The error of a number is at most 1/32,767
/// of the largest one of its row. The scales are powers of two, so a number that was rounded once is never changed again.
/// </summary>
internal static class ShortRows
{
    /// <summary>Rounds the numbers to those that <see cref="Write"/> keeps.</summary>
    /// <param name="values">Finite numbers, rows of <paramref name="length"/>.</param>
    /// <param name="length">The length of a row.</param>
    public static void Round(Span<float> values, int length)
    {
        var row = new short[length];
        for (var at = 0; at < values.Length; at += length)
            Decode(row, Encode(values.Slice(at, length), row), values.Slice(at, length));
    }

    /// <summary>Writes the scale and the integers of each row.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="values">Finite numbers, rows of <paramref name="length"/>.</param>
    /// <param name="length">The length of a row.</param>
    public static void Write(BinaryWriter writer, ReadOnlySpan<float> values, int length)
    {
        var row = new short[length];
        for (var at = 0; at < values.Length; at += length)
        {
            writer.Write(Encode(values.Slice(at, length), row));
            writer.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }

    /// <summary>Reads a number of rows.</summary>
    public static float[] Read(BinaryReader reader, int rows, int length)
    {
        var count = checked(rows * length);
        reader.CheckFits(count, sizeof(short));
        var (values, row) = (new float[count], new short[length]);
        for (var at = 0; at < count; at += length)
        {
            var scale = reader.ReadSingle();
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(row.AsSpan()));
            Decode(row, scale, values.AsSpan(at, length));
        }

        return values;
    }

    /// <summary>Divides by the smallest power of two that brings all numbers into the range of the integers, and rounds.</summary>
    private static float Encode(ReadOnlySpan<float> values, Span<short> row)
    {
        const int Bits = 14; // Of the largest number below its highest bit.
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude(values));
        if (!float.IsFinite(largest))
            throw new ArgumentException($"A row has the number {largest}; expected finite numbers.", nameof(values));
        var scale = largest > 0 ? Math.Max(MathF.ScaleB(1, MathF.ILogB(largest) - Bits), float.Epsilon) : 1;
        if (largest > short.MaxValue * scale)
            scale *= 2;
        for (var i = 0; i < values.Length; i++)
            row[i] = (short)MathF.Round(values[i] / scale);
        return scale;
    }

    private static void Decode(ReadOnlySpan<short> row, float scale, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = row[i] * scale;
    }
}
