using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.DataViews;

/// <summary>ML.NET's key columns as this component uses them: found by name, checked, and read as 0-based indices.</summary>
internal static class KeyColumn
{
    /// <summary>The index that stands for a missing key.</summary>
    public const int Missing = -1;

    // One array entry a key is allocated. Beyond this the key is a hash that was never meant to be counted.
    private const ulong MaximumCount = 1 << 26;

    /// <summary>The column <paramref name="name"/> of <paramref name="schema"/>, and the number of its keys.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not there, not a key, or a key of unknown or huge count.</exception>
    public static (DataViewSchema.Column Column, int Count) Find(DataViewSchema schema, string name, string role)
    {
        var column = Columns.Find(schema, name, role);
        return column.Type is KeyDataViewType key
            ? (column, CountOf(key, name, role))
            : throw Columns.NotAKey(name, role, column.Type);
    }

    /// <summary>As above, for a model that knows <paramref name="expected"/> keys.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As above, or it has another number of keys than the model was trained with.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, string role, int expected)
    {
        var (column, count) = Find(schema, name, role);
        return count == expected
            ? column
            : throw new ArgumentOutOfRangeException(
                paramName: null,
                $"The {role} column '{name}' has {count} keys; the model was trained with {expected}. Score with the key mapping that was fitted for training: put it into the same pipeline as the trainer.");
    }

    /// <summary>A getter of the 0-based index, or <see cref="Missing"/> (ML.NET's own numbers are 1-based, with 0 for missing).</summary>
    public static ValueGetter<int> GetIndexGetter(DataViewRow row, DataViewSchema.Column column)
    {
        var type = column.Type.RawType;
        if (type == typeof(byte))
            return Convert<byte>(row, column, key => key - 1);
        if (type == typeof(ushort))
            return Convert<ushort>(row, column, key => key - 1);
        if (type == typeof(uint))
            return Convert<uint>(row, column, key => (int)key - 1);
        return Convert<ulong>(row, column, key => (int)key - 1);
    }

    /// <summary>A getter of the key numbers that <paramref name="index"/> gives 0-based, in the raw type of <paramref name="type"/>.</summary>
    public static Delegate CreateKeyGetter(KeyDataViewType type, Func<int> index)
    {
        if (type.RawType == typeof(byte))
            return (ValueGetter<byte>)((ref byte value) => value = (byte)(index() + 1));
        if (type.RawType == typeof(ushort))
            return (ValueGetter<ushort>)((ref ushort value) => value = (ushort)(index() + 1));
        if (type.RawType == typeof(uint))
            return (ValueGetter<uint>)((ref uint value) => value = (uint)(index() + 1));
        return (ValueGetter<ulong>)((ref ulong value) => value = (ulong)(index() + 1));
    }

    private static int CountOf(KeyDataViewType key, string name, string role) => key.Count is > 0 and <= MaximumCount
        ? (int)key.Count
        : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"The {role} column '{name}' is a key of {(key.Count == 0 ? "unknown count" : $"{key.Count} values")}; expected 1 to {MaximumCount}. Map the ids with MapValueToKey, or hash them to fewer bits.");

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
