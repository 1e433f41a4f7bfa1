using AutoRec.DataViews;

namespace AutoRec.Splitting;

/// <summary>Reads times of any type as whole numbers that have the same order.</summary>
internal static class TimeColumn
{
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        var column = Columns.Find(schema, name, "time");
        return IsTime(column.Type) ? column : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"The time column '{name}' is of type {column.Type}; expected Int32, Int64, Single, Double, DateTime or DateTimeOffset. "
            + "Convert it, for example with mlContext.Transforms.Conversion.ConvertType.");
    }

    /// <summary>Creates a function that reads the time in a row.</summary>
    public static Func<long> Read(DataViewRow row, DataViewSchema.Column column)
    {
        return column.Type.RawType switch
        {
            var type when type == typeof(int) => Read<int>(time => time),
            var type when type == typeof(long) => Read<long>(time => time),
            var type when type == typeof(float) => Read<float>(time => InOrder(time)),
            var type when type == typeof(double) => Read<double>(InOrder),
            var type when type == typeof(DateTime) => Read<DateTime>(time => time.Ticks),
            _ => Read<DateTimeOffset>(time => time.UtcTicks),
        };

        Func<long> Read<T>(Func<T, long> convert)
        {
            var (getter, time) = (row.GetGetter<T>(column), default(T)!);
            return () =>
            {
                getter(ref time);
                return convert(time);
            };
        }

        long InOrder(double time)
        {
            if (double.IsNaN(time))
            {
                throw new InvalidOperationException(
                    $"The time in column '{column.Name}', row {row.Position}, is NaN; expected a number. "
                    + "Remove such rows, for example with mlContext.Data.FilterRowsByMissingValues.");
            }

            // The bits of positive numbers have the order of the numbers, those of negative ones the opposite. Adding 0 makes −0 a 0.
            var bits = BitConverter.DoubleToInt64Bits(time + 0.0);
            return bits >= 0 ? bits : bits ^ long.MaxValue;
        }
    }

    private static bool IsTime(DataViewType type) =>
        type is DateTimeDataViewType or DateTimeOffsetDataViewType
        || type == NumberDataViewType.Int32 || type == NumberDataViewType.Int64
        || type == NumberDataViewType.Single || type == NumberDataViewType.Double;
}
