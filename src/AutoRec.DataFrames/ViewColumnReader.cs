using System.Diagnostics;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.DataFrames;

/// <summary>Appends to a column of a frame what a cursor reads from one of a view.</summary>
internal abstract class ViewColumnReader(DataFrameColumn column)
{
    private const string KeyValues = "KeyValues";

    public DataFrameColumn Column { get; } = column;

    public abstract void AppendValue();

    /// <summary>Whether a frame has columns of what is in this one or, of a key, of what it stands for.</summary>
    public static bool CanRead(DataViewSchema.Column column) =>
        (column.Type is KeyDataViewType ? GetKeyValuesType(column)?.ItemType : column.Type)
            is null or TextDataViewType or NumberDataViewType or BooleanDataViewType or DateTimeDataViewType;

    public static ViewColumnReader Create(DataViewRow row, DataViewSchema.Column column) => column.Type is KeyDataViewType
        ? CreateKeys(row, column)
        : column.Type is TextDataViewType
            ? new Texts(row.GetGetter<ReadOnlyMemory<char>>(column), new StringDataFrameColumn(column.Name))
            : OfType(column.Type.RawType, new ScalarFactory(row, column));

    private static ViewColumnReader CreateKeys(DataViewRow row, DataViewSchema.Column column)
    {
        var number = GetKeyGetter(row, column);
        if (GetKeyValuesType(column) is not { } values)
            return new KeyNumbers(number, new UInt64DataFrameColumn(column.Name));
        if (values.ItemType is TextDataViewType)
            return new KeyTexts(number, column);
        return OfType(values.ItemType.RawType, new KeyFactory(number, column));
    }

    private static VectorDataViewType? GetKeyValuesType(DataViewSchema.Column column) => column.Annotations.Schema.GetColumnOrNull(KeyValues)?.Type as VectorDataViewType;

    private static Func<ulong> GetKeyGetter(DataViewRow row, DataViewSchema.Column column)
    {
        var type = column.Type.RawType;
        if (type == typeof(byte))
            return Read<byte>(key => key);
        if (type == typeof(ushort))
            return Read<ushort>(key => key);
        return type == typeof(uint) ? Read<uint>(key => key) : Read<ulong>(key => key);

        Func<ulong> Read<T>(Func<T, ulong> convert)
        {
            var getter = row.GetGetter<T>(column);
            T key = default!;
            return () =>
            {
                getter(ref key);
                return convert(key);
            };
        }
    }

    /// <summary>The reader for a type that is known at run time only.</summary>
    private static ViewColumnReader OfType(Type type, IFactory factory)
    {
        var name = factory.Name;
        if (type == typeof(float))
            return factory.Create(new SingleDataFrameColumn(name));
        if (type == typeof(double))
            return factory.Create(new DoubleDataFrameColumn(name));
        if (type == typeof(int))
            return factory.Create(new Int32DataFrameColumn(name));
        if (type == typeof(long))
            return factory.Create(new Int64DataFrameColumn(name));
        if (type == typeof(short))
            return factory.Create(new Int16DataFrameColumn(name));
        if (type == typeof(sbyte))
            return factory.Create(new SByteDataFrameColumn(name));
        if (type == typeof(uint))
            return factory.Create(new UInt32DataFrameColumn(name));
        if (type == typeof(ulong))
            return factory.Create(new UInt64DataFrameColumn(name));
        if (type == typeof(ushort))
            return factory.Create(new UInt16DataFrameColumn(name));
        if (type == typeof(byte))
            return factory.Create(new ByteDataFrameColumn(name));
        if (type == typeof(bool))
            return factory.Create(new BooleanDataFrameColumn(name));
        if (type == typeof(DateTime))
            return factory.Create(new DateTimeDataFrameColumn(name));
        throw new UnreachableException($"'{name}' holds {type.Name}, which {nameof(CanRead)} refuses.");
    }

    private interface IFactory
    {
        string Name { get; }

        ViewColumnReader Create<T>(PrimitiveDataFrameColumn<T> column)
            where T : unmanaged;
    }

    private sealed class ScalarFactory(DataViewRow row, DataViewSchema.Column source) : IFactory
    {
        public string Name => source.Name;

        public ViewColumnReader Create<T>(PrimitiveDataFrameColumn<T> column)
            where T : unmanaged => new Scalars<T>(row.GetGetter<T>(source), column);
    }

    private sealed class KeyFactory(Func<ulong> number, DataViewSchema.Column source) : IFactory
    {
        public string Name => source.Name;

        public ViewColumnReader Create<T>(PrimitiveDataFrameColumn<T> column)
            where T : unmanaged => new KeysOf<T>(number, source, column);
    }

    private sealed class Scalars<T>(ValueGetter<T> getter, PrimitiveDataFrameColumn<T> column) : ViewColumnReader(column)
        where T : unmanaged
    {
        public override void AppendValue()
        {
            T value = default;
            getter(ref value);
            column.Append(value);
        }
    }

    private sealed class Texts(ValueGetter<ReadOnlyMemory<char>> getter, StringDataFrameColumn column) : ViewColumnReader(column)
    {
        public override void AppendValue()
        {
            ReadOnlyMemory<char> value = default;
            getter(ref value);
            column.Append(value.ToString());
        }
    }

    private sealed class KeyNumbers(Func<ulong> number, UInt64DataFrameColumn column) : ViewColumnReader(column)
    {
        public override void AppendValue() => column.Append(number() is > 0 and var key ? key : null);
    }

    private sealed class KeysOf<T>(Func<ulong> number, DataViewSchema.Column source, PrimitiveDataFrameColumn<T> column) : ViewColumnReader(column)
        where T : unmanaged
    {
        private readonly T[] _values = ReadKeyValues<T>(source);

        public override void AppendValue() => column.Append(number() is > 0 and var key ? _values[key - 1] : null);
    }

    private sealed class KeyTexts(Func<ulong> number, DataViewSchema.Column source) : ViewColumnReader(new StringDataFrameColumn(source.Name))
    {
        private readonly string[] _values = Array.ConvertAll(ReadKeyValues<ReadOnlyMemory<char>>(source), value => value.ToString());

        public override void AppendValue() => ((StringDataFrameColumn)Column).Append(number() is > 0 and var key ? _values[key - 1] : null);
    }

    private static T[] ReadKeyValues<T>(DataViewSchema.Column source)
    {
        VBuffer<T> values = default;
        source.GetKeyValues(ref values);
        return [.. values.DenseValues()];
    }
}
