using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AutoRec.DataViews;

/// <summary>A digest of the values of a key column, in the order of the keys. Two mappings with the same digest are the same.</summary>
internal static class KeyDigest
{
    private const int Length = 16; // Bytes of the SHA-256.

    /// <summary>The digest; null if the column has no key values, such as hashes.</summary>
    public static byte[]? Of(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(KeyNames.Annotation)?.Type is not VectorDataViewType type)
            return null;

        // The type of the values is known at run time only.
        var digest = typeof(KeyDigest).GetMethod(nameof(Compute), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type.ItemType.RawType);
        return (byte[]?)digest.Invoke(null, [column]);
    }

    private static byte[]? Compute<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
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
