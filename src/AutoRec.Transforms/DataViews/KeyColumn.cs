using System.Numerics;

namespace AutoRec.DataViews;

/// <summary>Finds key columns and reads their keys from 0. ML.NET's key values are 1-based, with 0 for missing.</summary>
internal static class KeyColumn
{
    /// <summary>Finds a key column and the number of its keys, which must be the expected number if one is given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or no key, or has another number of keys.</exception>
    public static (DataViewSchema.Column Column, int Count) Find(DataViewSchema schema, string name, string role, int? expected = null)
    {
        var column = schema[Columns.FindKey(Interop.MLNetBorder.ShapeOf(schema), name, role).Name];
        var count = ((KeyDataViewType)column.Type).Count;
        if (count is 0 or > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(
                paramName: null,
                $"The {role} column '{name}' is a key of {(count == 0 ? "unknown count" : $"{count} values")}; "
                + $"expected 1 to {int.MaxValue}. Map the ids with MapValueToKey, or hash them to at most 30 bits.");
        }

        return expected is null || (int)count == expected ? (column, (int)count) : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"The {role} column '{name}' has {count} keys; the model was trained with {expected}. "
            + "Use the key mapping of the training: put it into the same pipeline as the trainer.");
    }

    /// <summary>Finds a key column, and all of its keys.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or no key.</exception>
    public static KeyMap ReadKeys(DataViewSchema schema, string name, string role)
    {
        var (column, count) = Find(schema, name, role);
        return KeyMap.All(count, KeyDigest.Of(column));
    }

    /// <summary>Finds a key column that must have the keys of the training.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or no key, or has other keys.</exception>
    public static DataViewSchema.Column FindSame(DataViewSchema schema, string name, string role, KeyMap keys)
    {
        var (column, count) = Find(schema, name, role, keys.Count);
        if (keys.Digest is null || KeyDigest.Of(column) is not { } digest || digest.AsSpan().SequenceEqual(keys.Digest))
            return column;
        throw new ArgumentOutOfRangeException(
            paramName: null,
            $"The {role} column '{name}' has {count} keys, as in training, but they stand for other ids, so every score would be that of "
            + "somebody else. Use the key mapping of the training: put it into the same pipeline as the trainer.");
    }

    /// <summary>Creates a getter of the key, from 0; −1 for a missing one.</summary>
    public static ValueGetter<int> GetKeyGetter(DataViewRow row, DataViewSchema.Column column) =>
        Type.GetTypeCode(column.Type.RawType) switch
        {
            TypeCode.Byte => GetKeyGetter<byte>(row, column),
            TypeCode.UInt16 => GetKeyGetter<ushort>(row, column),
            TypeCode.UInt32 => GetKeyGetter<uint>(row, column),
            _ => GetKeyGetter<ulong>(row, column),
        };

    /// <summary>Creates a getter of ML.NET's key value, which is 1 more than the key.</summary>
    public static Delegate CreateKeyGetter(KeyDataViewType type, Func<int> key) => Type.GetTypeCode(type.RawType) switch
    {
        TypeCode.Byte => CreateKeyGetter<byte>(key),
        TypeCode.UInt16 => CreateKeyGetter<ushort>(key),
        TypeCode.UInt32 => CreateKeyGetter<uint>(key),
        _ => CreateKeyGetter<ulong>(key),
    };

    private static ValueGetter<int> GetKeyGetter<T>(DataViewRow row, DataViewSchema.Column column)
        where T : IBinaryInteger<T>
    {
        var getter = row.GetGetter<T>(column);
        var value = T.Zero;
        return (ref int key) =>
        {
            getter(ref value);
            key = int.CreateTruncating(value) - 1;
        };
    }

    private static ValueGetter<T> CreateKeyGetter<T>(Func<int> key)
        where T : IBinaryInteger<T> => (ref T value) => value = T.CreateTruncating(key() + 1);
}
