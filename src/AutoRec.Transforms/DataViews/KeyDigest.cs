using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AutoRec.DataViews;

/// <summary>A digest of the values of a key column, in the order of the keys. Two mappings with the same digest are the same.</summary>
internal static class KeyDigest
{
    private const int Length = 16; // Bytes of the SHA-256.
    private const int BufferLength = 1 << 14;

    // The same columns are bound again and again, and annotations never change.
    private static readonly ConditionalWeakTable<DataViewSchema.Annotations, byte[]?> Keys = new();
    private static readonly ConditionalWeakTable<DataViewSchema.Annotations, byte[]?> Slots = new();

    /// <summary>The digest; null if the column has no key values, such as hashes.</summary>
    public static byte[]? Of(DataViewSchema.Column column) =>
        Keys.GetValue(column.Annotations, annotations => Of(annotations, KeyNames.Annotation));

    /// <summary>The digest of the names of a vector's slots; null if they have none.</summary>
    public static byte[]? OfSlots(DataViewSchema.Column column) =>
        Slots.GetValue(column.Annotations, annotations => Of(annotations, KeyNames.SlotAnnotation));

    private static byte[]? Of(DataViewSchema.Annotations annotations, string name)
    {
        if (annotations.Schema.GetColumnOrNull(name)?.Type is not VectorDataViewType type)
            return null;

        // The type of the values is known at run time only.
        var digest = typeof(KeyDigest).GetMethod(nameof(Compute), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type.ItemType.RawType);
        return (byte[]?)digest.Invoke(null, [annotations, name]);
    }

    private static byte[]? Compute<T>(DataViewSchema.Annotations annotations, string name)
    {
        VBuffer<T> values = default;
        annotations.GetValue(name, ref values);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (values is VBuffer<ReadOnlyMemory<char>> texts)
            Append(hash, texts);
        else if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>() && values.IsDense)
            hash.AppendData(Bytes(values.GetValues()));
        else
            return null;
        return hash.GetHashAndReset()[..Length];
    }

    /// <summary>Appends the length and the characters of each text. The lengths keep apart "ab", "c" and "a", "bc".</summary>
    private static void Append(IncrementalHash hash, VBuffer<ReadOnlyMemory<char>> texts)
    {
        // A call of the hash costs more than hashing a short text, so a call takes many texts.
        var (buffer, used) = (ArrayPool<byte>.Shared.Rent(BufferLength), 0);
        foreach (var text in texts.IsDense ? texts.GetValues() : [.. texts.DenseValues()])
        {
            var bytes = MemoryMarshal.AsBytes(text.Span);
            var length = sizeof(int) + bytes.Length;
            if (length > buffer.Length - used)
            {
                hash.AppendData(buffer.AsSpan(0, used));
                used = 0;
            }

            if (length > buffer.Length)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = ArrayPool<byte>.Shared.Rent(length);
            }

            MemoryMarshal.Write(buffer.AsSpan(used), text.Length);
            bytes.CopyTo(buffer.AsSpan(used + sizeof(int)));
            used += length;
        }

        hash.AppendData(buffer.AsSpan(0, used));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static ReadOnlySpan<byte> Bytes<T>(ReadOnlySpan<T> values) => MemoryMarshal.CreateReadOnlySpan(
        ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(values)), values.Length * Unsafe.SizeOf<T>());
}
