using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace AutoRec.DataFrames;

/// <summary>Copies the values of a view's column to a frame's column. A key becomes its value, and a missing key null.</summary>
internal static class ViewColumnReader
{
    private const string KeyValues = "KeyValues";

    public static bool CanRead(DataViewSchema.Column source) => FrameType(ValueType(source)) is not null;

    /// <summary>Creates a frame's column, and an action that appends the value of the current row.</summary>
    public static (DataFrameColumn Column, Action Append) Create(DataViewRow row, DataViewSchema.Column source)
    {
        // The types are known at run time only.
        var column = (DataFrameColumn)Activator.CreateInstance(FrameType(ValueType(source))!, source.Name, 0L)!;
        Type[] types = column is StringDataFrameColumn ? [source.Type.RawType] : [source.Type.RawType, ValueType(source)];
        var append = typeof(ViewColumnReader)
            .GetMethod(types.Length == 1 ? nameof(AppendText) : nameof(AppendNumber), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(types);
        return (column, (Action)append.Invoke(null, [row, source, column])!);
    }

    /// <summary>Creates a reader of a key column: the 0-based index of the current row's key, −1 for a missing key.</summary>
    public static Func<int> CreateKeyReader(DataViewRow row, DataViewSchema.Column source) =>
        (Func<int>)typeof(ViewColumnReader)
            .GetMethod(nameof(CreateIndexReader), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(source.Type.RawType)
            .Invoke(null, [row, source])!;

    private static Func<int> CreateIndexReader<TRaw>(DataViewRow row, DataViewSchema.Column source)
    {
        var getter = row.GetGetter<TRaw>(source);
        TRaw raw = default!;
        return () =>
        {
            getter(ref raw);
            return (int)Math.Min(KeyNumber(raw), int.MaxValue) - 1;
        };
    }

    private static Action AppendText<TRaw>(DataViewRow row, DataViewSchema.Column source, StringDataFrameColumn column) =>
        Append<TRaw, ReadOnlyMemory<char>>(row, source, (value, isMissing) => column.Append(isMissing ? null : value.ToString()));

    private static Action AppendNumber<TRaw, T>(DataViewRow row, DataViewSchema.Column source, PrimitiveDataFrameColumn<T> column)
        where T : unmanaged => Append<TRaw, T>(row, source, (value, isMissing) => column.Append(isMissing ? null : value));

    private static Action Append<TRaw, T>(DataViewRow row, DataViewSchema.Column source, Action<T, bool> append)
    {
        var getter = row.GetGetter<TRaw>(source);
        TRaw raw = default!;
        if (source.Type is not KeyDataViewType)
        {
            return () =>
            {
                getter(ref raw);
                append(Unsafe.As<TRaw, T>(ref raw), false);
            };
        }

        var values = KeyValueType(source) is null ? null : ReadKeyValues<T>(source);
        return () =>
        {
            getter(ref raw);
            var key = KeyNumber(raw);
            append(key == 0 ? default! : values is null ? Unsafe.As<ulong, T>(ref key) : values[key - 1], key == 0);
        };
    }

    private static T[] ReadKeyValues<T>(DataViewSchema.Column source)
    {
        VBuffer<T> values = default;
        source.GetKeyValues(ref values);
        return [.. values.DenseValues()];
    }

    // A pattern match, because a conversion would box the key of every row.
    private static ulong KeyNumber<TRaw>(TRaw key) => key switch
    {
        byte number => number,
        ushort number => number,
        uint number => number,
        ulong number => number,
        _ => throw new UnreachableException($"{typeof(TRaw)} is no type of keys."),
    };

    /// <summary>The type of the frame's column, which has the name of the values' type; null if a frame has no such column.</summary>
    private static Type? FrameType(Type value) => typeof(DataFrame).Assembly.GetType(
        $"Microsoft.Data.Analysis.{(value == typeof(ReadOnlyMemory<char>) ? nameof(String) : value.Name)}DataFrameColumn");

    /// <summary>The type of the values; for a key without values, the type of its number.</summary>
    private static Type ValueType(DataViewSchema.Column source) =>
        KeyValueType(source) ?? (source.Type is KeyDataViewType ? typeof(ulong) : source.Type.RawType);

    private static Type? KeyValueType(DataViewSchema.Column source) =>
        source.Type is KeyDataViewType && source.Annotations.Schema.GetColumnOrNull(KeyValues)?.Type is VectorDataViewType type
            ? type.ItemType.RawType
            : null;
}
