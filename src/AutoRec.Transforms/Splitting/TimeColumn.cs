using System.Globalization;
using AutoRec.DataViews;
using AutoRec.Interop;

namespace AutoRec.Splitting;

/// <summary>Reads times of any type, as whole numbers that have the same order or as seconds.</summary>
internal static class TimeColumn
{
    public static DataViewSchema.Column Find(DataViewSchema schema, string name) =>
        schema[Columns.CheckTime(MLNetBorder.ShapeOf(schema), name, "time").Name];

    /// <summary>Creates a function that reads the time in a row as a number of the same order.</summary>
    public static Func<long> Read(DataViewRow row, DataViewSchema.Column column)
    {
        return column.Type.RawType switch
        {
            var type when type == typeof(int) => Read<int, long>(row, column, time => time),
            var type when type == typeof(long) => Read<long, long>(row, column, time => time),
            var type when type == typeof(float) => Read<float, long>(row, column, time => InOrder(time)),
            var type when type == typeof(double) => Read<double, long>(row, column, InOrder),
            _ => ReadTicks(row, column, ticks => ticks),
        };

        long InOrder(double time)
        {
            if (double.IsNaN(time))
                throw NoTime(row, column, time);

            // The bits of positive numbers have the order of the numbers, those of negative ones the opposite. Adding 0 makes −0 a 0.
            var bits = BitConverter.DoubleToInt64Bits(time + 0.0);
            return bits >= 0 ? bits : bits ^ long.MaxValue;
        }
    }

    /// <summary>Creates a function that reads the time in a row as seconds. Numbers are seconds; dates count from 1970, in UTC.</summary>
    public static Func<double> ReadSeconds(DataViewRow row, DataViewSchema.Column column)
    {
        return column.Type.RawType switch
        {
            var type when type == typeof(int) => Read<int, double>(row, column, time => time),
            var type when type == typeof(long) => Read<long, double>(row, column, time => time),
            var type when type == typeof(float) => Read<float, double>(row, column, time => Finite(time)),
            var type when type == typeof(double) => Read<double, double>(row, column, Finite),
            _ => ReadTicks(row, column, ticks => (ticks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond),
        };

        double Finite(double time) => double.IsFinite(time) ? time : throw NoTime(row, column, time);
    }

    private static Func<TResult> ReadTicks<TResult>(DataViewRow row, DataViewSchema.Column column, Func<long, TResult> convert) =>
        column.Type is DateTimeDataViewType
            ? Read<DateTime, TResult>(row, column, time => convert(time.Ticks))
            : Read<DateTimeOffset, TResult>(row, column, time => convert(time.UtcTicks));

    private static Func<TResult> Read<T, TResult>(DataViewRow row, DataViewSchema.Column column, Func<T, TResult> convert)
    {
        var (getter, time) = (row.GetGetter<T>(column), default(T)!);
        return () =>
        {
            getter(ref time);
            return convert(time);
        };
    }

    private static InvalidOperationException NoTime(DataViewRow row, DataViewSchema.Column column, double time) =>
        new(string.Create(
            CultureInfo.InvariantCulture,
            $"The time in column '{column.Name}', row {row.Position}, is {time}; expected a number. Remove such rows, for example with "
            + $"mlContext.Data.FilterRowsByMissingValues."));
}
