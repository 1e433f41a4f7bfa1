using System.Diagnostics;

namespace AutoRec.DataViews;

/// <summary>Finds key columns and reads their keys as 0-based indices.</summary>
internal static class KeyColumn
{
    /// <summary>The index of a missing key.</summary>
    public const int Missing = -1;

    // Models allocate an array entry for each key. A larger count belongs to a hash that nobody meant to count.
    private const ulong MaximumCount = 1 << 26;

    /// <summary>Finds a key column and the number of its keys.</summary>
    public static (DataViewSchema.Column Column, int Count) Find(DataViewSchema schema, string name, string role)
    {
        Columns.FindKey(Interop.MLNetBorder.ShapeOf(schema), name, role);
        var key = (KeyDataViewType)schema[name].Type;
        return key.Count is > 0 and <= MaximumCount ? (schema[name], (int)key.Count) : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"The {role} column '{name}' is a key of {(key.Count == 0 ? "unknown count" : $"{key.Count} values")}; "
            + $"expected 1 to {MaximumCount}. Map the ids with MapValueToKey, or hash them to fewer bits.");
    }

    /// <summary>Finds a key column with an expected number of keys.</summary>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, string role, int expected)
    {
        var (column, count) = Find(schema, name, role);
        return count == expected ? column : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"The {role} column '{name}' has {count} keys; the model was trained with {expected}. "
            + "Use the key mapping of the training: put it into the same pipeline as the trainer.");
    }

    /// <summary>Creates a getter of the 0-based index. ML.NET's key values are 1-based, with 0 for missing.</summary>
    public static ValueGetter<int> GetIndexGetter(DataViewRow row, DataViewSchema.Column column) =>
        Type.GetTypeCode(column.Type.RawType) switch
    {
        TypeCode.Byte => Convert<byte>(row, column, key => key - 1),
        TypeCode.UInt16 => Convert<ushort>(row, column, key => key - 1),
        TypeCode.UInt32 => Convert<uint>(row, column, key => (int)key - 1),
        TypeCode.UInt64 => Convert<ulong>(row, column, key => (int)key - 1),
        _ => throw NoKeyType(column.Type),
    };

    /// <summary>Creates a getter of the key value for a 0-based index.</summary>
    public static Delegate CreateKeyGetter(KeyDataViewType type, Func<int> index) => Type.GetTypeCode(type.RawType) switch
    {
        TypeCode.Byte => (ValueGetter<byte>)((ref byte value) => value = (byte)(index() + 1)),
        TypeCode.UInt16 => (ValueGetter<ushort>)((ref ushort value) => value = (ushort)(index() + 1)),
        TypeCode.UInt32 => (ValueGetter<uint>)((ref uint value) => value = (uint)(index() + 1)),
        TypeCode.UInt64 => (ValueGetter<ulong>)((ref ulong value) => value = (ulong)(index() + 1)),
        _ => throw NoKeyType(type),
    };

    private static UnreachableException NoKeyType(DataViewType type) => new($"{type} is no type of keys.");

    private static ValueGetter<int> Convert<T>(DataViewRow row, DataViewSchema.Column column, Func<T, int> toIndex)
    {
        var getter = row.GetGetter<T>(column);
        T key = default!;
        return (ref int index) =>
        {
            getter(ref key);
            index = toIndex(key);
        };
    }
}
