using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AutoRec.DataViews;

/// <summary>A digest of the values of a key column, in the order of the keys. Two mappings with the same digest are the same.</summary>
internal static class KeyDigest
{
    private const int Length = 16; // Bytes of the SHA-256.
    private const string SlotNames = "SlotNames"; // ML.NET's name.

    /// <summary>The digest; null if the column has no key values, such as hashes.</summary>
    public static byte[]? Of(DataViewSchema.Column column) => Of(column, KeyNames.Annotation);

    /// <summary>The digest of the names of a vector's slots; null if they have none.</summary>
    public static byte[]? OfSlots(DataViewSchema.Column column) => Of(column, SlotNames);

    private static byte[]? Of(DataViewSchema.Column column, string annotation)
    {
        if (column.Annotations.Schema.GetColumnOrNull(annotation)?.Type is not VectorDataViewType type)
            return null;

        // The type of the values is known at run time only.
        var digest = typeof(KeyDigest).GetMethod(nameof(Compute), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type.ItemType.RawType);
        return (byte[]?)digest.Invoke(null, [column, annotation]);
    }

    private static byte[]? Compute<T>(DataViewSchema.Column column, string annotation)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue(annotation, ref values);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (values is VBuffer<ReadOnlyMemory<char>> texts)
        {
            // The lengths keep apart "ab", "c" and "a", "bc".
            foreach (var text in texts.DenseValues())
            {
                var length = text.Length;
                hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(ref length)));
                hash.AppendData(MemoryMarshal.AsBytes(text.Span));
            }
        }
        else if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>() && values.IsDense)
        {
            hash.AppendData(Bytes(values.GetValues()));
        }
        else
        {
            return null;
        }

        return hash.GetHashAndReset()[..Length];
    }

    private static ReadOnlySpan<byte> Bytes<T>(ReadOnlySpan<T> values) => MemoryMarshal.CreateReadOnlySpan(
        ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(values)), values.Length * Unsafe.SizeOf<T>());
}
