using System.Globalization;

namespace AutoRec.DataFrames;

/// <summary>Finds and checks the columns of a frame.</summary>
internal static class FrameColumns
{
    public static DataFrameColumn Find(DataFrame frame, string name, string role)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return frame.Columns.FirstOrDefault(column => column.Name == name) ?? throw new ArgumentException(
            $"There is no {role} column '{name}' in the DataFrame. Its columns are "
            + $"{string.Join(", ", frame.Columns.Select(column => $"'{column.Name}'"))}.");
    }

    public static DataFrameColumn Find(DataFrame frame, string name, string role, ReadOnlySpan<Type> expected, string whatToDo)
    {
        var column = Find(frame, name, role);
        if (!expected.Contains(column.DataType))
        {
            string[] names = [.. expected.ToArray().Select(type => type.Name)];
            var list = $"{string.Join(", ", names[..^1])} or {names[^1]}";
            throw new ArgumentException($"The {role} column '{name}' holds {column.DataType.Name}; expected {list}. {whatToDo}");
        }

        if (column.NullCount > 0)
        {
            throw new ArgumentException(
                $"The {role} column '{name}' has {column.NullCount} null values among {column.Length}, the first in row "
                + $"{FirstNull(column)} (from 0); expected none. Leave these rows out, for example with frame.DropNulls().");
        }

        return column;
    }

    /// <summary>The numbers of a column, with NaN for null.</summary>
    public static double[] ReadNumbers(DataFrame frame, string name)
    {
        var column = Find(frame, name, "figure");
        if (!column.IsNumericColumn())
            throw new ArgumentException($"The figure column '{name}' holds {column.DataType.Name}; expected numbers.");
        return [.. column.Cast<object?>().Select(value => value is null ? double.NaN : Convert.ToDouble(value, null))];
    }

    /// <summary>The names in a column of texts or whole numbers.</summary>
    public static string[] ReadNames(DataFrame frame, string name, string role)
    {
        var column = Find(frame, name, role);
        Type[] expected = [typeof(string), typeof(int), typeof(long)];
        if (column.NullCount > 0 || !expected.Contains(column.DataType))
        {
            throw new ArgumentException(
                $"The {role} column '{name}' holds {column.DataType.Name} and {column.NullCount} null values; "
                + "expected String, Int32 or Int64 without nulls. Convert or fill it first.");
        }

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
