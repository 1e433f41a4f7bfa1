namespace AutoRec.DataViews;

/// <summary>Columns of ids: String as Text, Int32 and Int64 as they are.</summary>
internal static class IdColumn
{
    /// <summary>The type of a column of ids.</summary>
    /// <exception cref="NotSupportedException">Columns cannot hold ids of this type.</exception>
    public static PrimitiveDataViewType TypeOf<T>(string role) =>
        typeof(T) == typeof(string) ? TextDataViewType.Instance
        : typeof(T) == typeof(int) ? NumberDataViewType.Int32
        : typeof(T) == typeof(long) ? NumberDataViewType.Int64
        : throw new NotSupportedException(
            $"A column cannot hold {role} ids of type {typeof(T).Name}; expected String, Int32 or Int64. "
            + "Create the recommender with one of these types.");

    /// <summary>Creates a getter of an id.</summary>
    public static Delegate CreateGetter<T>(Func<T> id) => id is Func<string> text
        ? (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = text().AsMemory())
        : (ValueGetter<T>)((ref T value) => value = id());

    /// <summary>Creates a getter of a vector of ids.</summary>
    public static Delegate CreateVectorGetter<T>(Func<IReadOnlyList<T>> ids) => ids is Func<IReadOnlyList<string>> texts
        ? VectorGetter(texts, text => text.AsMemory())
        : VectorGetter(ids, id => id);

    /// <summary>Creates a function that reads the id in a row.</summary>
    public static Func<T> Read<T>(DataViewRow row, DataViewSchema.Column column)
    {
        if (typeof(T) == typeof(string))
        {
            var (textGetter, text) = (row.GetGetter<ReadOnlyMemory<char>>(column), default(ReadOnlyMemory<char>));
            return (Func<T>)(object)(Func<string>)(() =>
            {
                textGetter(ref text);
                return text.ToString();
            });
        }

        var (getter, id) = (row.GetGetter<T>(column), default(T)!);
        return () =>
        {
            getter(ref id);
            return id;
        };
    }

    /// <summary>Reads the ids of all rows.</summary>
    public static IEnumerable<T> ReadAll<T>(IDataView view, DataViewSchema.Column column)
    {
        using var cursor = PlainCursor.Open(view, [column]);
        var id = Read<T>(cursor, column);
        while (cursor.MoveNext())
            yield return id();
    }

    /// <summary>Creates a function that reads the ids in a vector.</summary>
    public static Func<T[]> ReadVector<T>(DataViewRow row, DataViewSchema.Column column) => typeof(T) == typeof(string)
        ? (Func<T[]>)(object)ReadVector<ReadOnlyMemory<char>, string>(row, column, text => text.ToString())
        : ReadVector<T, T>(row, column, id => id);

    private static Func<T[]> ReadVector<TRaw, T>(DataViewRow row, DataViewSchema.Column column, Func<TRaw, T> convert)
    {
        var (getter, vector) = (row.GetGetter<VBuffer<TRaw>>(column), default(VBuffer<TRaw>));
        return () =>
        {
            getter(ref vector);
            return [.. vector.DenseValues().Select(convert)];
        };
    }

    private static ValueGetter<VBuffer<TRaw>> VectorGetter<T, TRaw>(Func<IReadOnlyList<T>> ids, Func<T, TRaw> convert) =>
        (ref VBuffer<TRaw> vector) =>
        {
            var values = ids();
            var editor = VBufferEditor.Create(ref vector, values.Count);
            for (var n = 0; n < values.Count; n++)
                editor.Values[n] = convert(values[n]);
            vector = editor.Commit();
        };
}
