using AutoRec.DataViews;

namespace AutoRec.Splitting;

/// <summary>Reads ids of any type as numbers from 0 up, in the order of their first rows.</summary>
internal static class UserNumbers
{
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        var column = Columns.Find(schema, name, "user");
        return IsId(column.Type) ? column : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"The user column '{name}' is of type {column.Type}; expected Text, a number or a key.");
    }

    /// <summary>Creates a function that reads the user's number in a row.</summary>
    public static Func<int> Read(DataViewRow row, DataViewSchema.Column column) => Type.GetTypeCode(column.Type.RawType) switch
    {
        TypeCode.SByte => Read<sbyte>(row, column),
        TypeCode.Byte => Read<byte>(row, column),
        TypeCode.Int16 => Read<short>(row, column),
        TypeCode.UInt16 => Read<ushort>(row, column),
        TypeCode.Int32 => Read<int>(row, column),
        TypeCode.UInt32 => Read<uint>(row, column),
        TypeCode.Int64 => Read<long>(row, column),
        TypeCode.UInt64 => Read<ulong>(row, column),
        TypeCode.Single => Read<float>(row, column),
        TypeCode.Double => Read<double>(row, column),
        _ => Read<string>(row, column),
    };

    private static bool IsId(DataViewType type) => type is TextDataViewType or NumberDataViewType or KeyDataViewType;

    private static Func<int> Read<T>(DataViewRow row, DataViewSchema.Column column)
        where T : notnull
    {
        var (read, numbers) = (IdColumn.Read<T>(row, column), new Dictionary<T, int>());
        return () =>
        {
            var id = read();
            if (!numbers.TryGetValue(id, out var number))
                numbers.Add(id, number = numbers.Count);
            return number;
        };
    }
}
