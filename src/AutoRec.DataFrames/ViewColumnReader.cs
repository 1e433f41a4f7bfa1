using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace AutoRec.DataFrames;

/// <summary>Copies the values of a view's column to a frame's column. A key becomes its value, and a missing key null.</summary>
internal static class ViewColumnReader
{
    private const string KeyValues = "KeyValues";

    private static readonly Dictionary<Type, Func<string, DataFrameColumn>> Columns = new()
    {
        [typeof(float)] = name => new SingleDataFrameColumn(name),
        [typeof(double)] = name => new DoubleDataFrameColumn(name),
        [typeof(sbyte)] = name => new SByteDataFrameColumn(name),
        [typeof(short)] = name => new Int16DataFrameColumn(name),
        [typeof(int)] = name => new Int32DataFrameColumn(name),
        [typeof(long)] = name => new Int64DataFrameColumn(name),
        [typeof(byte)] = name => new ByteDataFrameColumn(name),
        [typeof(ushort)] = name => new UInt16DataFrameColumn(name),
        [typeof(uint)] = name => new UInt32DataFrameColumn(name),
        [typeof(ulong)] = name => new UInt64DataFrameColumn(name),
        [typeof(bool)] = name => new BooleanDataFrameColumn(name),
        [typeof(DateTime)] = name => new DateTimeDataFrameColumn(name),
        [typeof(ReadOnlyMemory<char>)] = name => new StringDataFrameColumn(name),
    };

    public static bool CanRead(DataViewSchema.Column source) => Columns.ContainsKey(ValueType(source));

    /// <summary>Creates a frame's column, and an action that appends the value of the current row.</summary>
    public static (DataFrameColumn Column, Action Append) Create(DataViewRow row, DataViewSchema.Column source)
    {
        // The types are known at run time only.
        var column = Columns[ValueType(source)](source.Name);
        Type[] types = column is StringDataFrameColumn ? [source.Type.RawType] : [source.Type.RawType, ValueType(source)];
        var append = typeof(ViewColumnReader)
            .GetMethod(types.Length == 1 ? nameof(AppendText) : nameof(AppendNumber), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(types);
        return (column, (Action)append.Invoke(null, [row, source, column])!);
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

        var values = HasKeyValues(source) ? ReadKeyValues<T>(source) : null;
        return () =>
        {
            getter(ref raw);
            var key = KeyNumber(raw);
            append(key == 0 ? default! : values is null ? Unsafe.As<ulong, T>(ref key) : values[key - 1], key == 0);
        };
    }

    /// <summary>The type of the values; for a key without values, the type of its number.</summary>
    private static Type ValueType(DataViewSchema.Column source) => source.Type is not KeyDataViewType
        ? source.Type.RawType
        : HasKeyValues(source) ? ((VectorDataViewType)source.Annotations.Schema[KeyValues].Type).ItemType.RawType : typeof(ulong);

    private static bool HasKeyValues(DataViewSchema.Column source) =>
        source.Annotations.Schema.GetColumnOrNull(KeyValues)?.Type is VectorDataViewType;

    private static T[] ReadKeyValues<T>(DataViewSchema.Column source)
    {
        VBuffer<T> values = default;
        source.GetKeyValues(ref values);
        return [.. values.DenseValues()];
    }

    private static ulong KeyNumber<TRaw>(TRaw key) => key switch
    {
        byte number => number,
        ushort number => number,
        uint number => number,
        ulong number => number,
        _ => throw new UnreachableException($"{typeof(TRaw)} is no type of keys."),
    };
}
