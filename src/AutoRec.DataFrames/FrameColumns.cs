using System.Globalization;
using Microsoft.Data.Analysis;

namespace AutoRec.DataFrames;

/// <summary>Finds the columns of a frame, with errors that say what is there instead.</summary>
internal static class FrameColumns
{
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static DataFrameColumn Find(DataFrame frame, string name, string role)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return frame.Columns.FirstOrDefault(column => column.Name == name) ?? throw new ArgumentException(
            $"There is no {role} column '{name}' in the DataFrame. Its columns are {string.Join(", ", frame.Columns.Select(column => $"'{column.Name}'"))}: give the name of one of them.");
    }

    /// <exception cref="ArgumentException">There is no such column, it is of another type, or it has null values.</exception>
    public static DataFrameColumn Find(DataFrame frame, string name, string role, ReadOnlySpan<Type> expected, string whatToDo)
    {
        var column = Find(frame, name, role);
        if (!expected.Contains(column.DataType))
        {
            string[] names = [.. expected.ToArray().Select(type => type.Name)];
            throw new ArgumentException(
                $"The {role} column '{name}' holds {column.DataType.Name}; expected {string.Join(", ", names[..^1])} or {names[^1]}. {whatToDo}");
        }

        if (column.NullCount > 0)
        {
            throw new ArgumentException(
                $"The {role} column '{name}' has {column.NullCount} null values among {column.Length}, the first in row {FirstNull(column)} (from 0); expected none. Leave such rows out first, for example with frame.DropNulls().");
        }

        return column;
    }

    /// <summary>The numbers of a column; null is not a number.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds no numbers.</exception>
    public static double[] ReadNumbers(DataFrame frame, string name)
    {
        var column = Find(frame, name, "figure");
        if (!column.IsNumericColumn())
            throw new ArgumentException($"The figure column '{name}' holds {column.DataType.Name}; expected numbers. Name a numeric column.");
        return [.. column.Cast<object?>().Select(value => value is null ? double.NaN : Convert.ToDouble(value, null))];
    }

    /// <summary>The texts of a column, or its whole numbers as texts.</summary>
    /// <exception cref="ArgumentException">There is no such column, it is of another type, or it has null values.</exception>
    public static string[] ReadNames(DataFrame frame, string name, string role)
    {
        var column = Find(frame, name, role);
        if ((column.DataType != typeof(string) && column.DataType != typeof(int) && column.DataType != typeof(long)) || column.NullCount > 0)
            throw new ArgumentException($"The {role} column '{name}' holds {column.DataType.Name} and {column.NullCount} null values; expected String, Int32 or Int64 and none. Convert or fill it first.");
        return [.. column.Cast<object>().Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)!)];
    }

    private static long FirstNull(DataFrameColumn column)
    {
        var row = 0L;
        while (column[row] is not null)
            row++;
        return row;
    }
}
