using System.Globalization;

namespace AutoRec.DataFrames;

/// <summary>Finds and checks the columns of a frame.</summary>
internal static class FrameColumns
{
    /// <summary>Finds a column of one of the expected types, without nulls.</summary>
    public static DataFrameColumn Find(DataFrame frame, string name, string role, params Type[] expected)
    {
        var column = Find(frame, name, role);
        if (!expected.Contains(column.DataType))
        {
            var types = string.Join(", ", expected.Select(type => type.Name));
            throw new ArgumentException(
                $"The {role} column '{name}' holds {column.DataType.Name}; expected one of {types}. Convert it first. "
                + "DataFrame.LoadCsv reads numbers as Single; give it dataTypes.");
        }

        return column.NullCount == 0 ? column : throw new ArgumentException(
            $"The {role} column '{name}' has {column.NullCount} null values among {column.Length}, the first in row "
            + $"{column.Cast<object?>().TakeWhile(value => value is not null).Count()} (from 0); expected none. "
            + "Leave these rows out, for example with frame.DropNulls().");
    }

    /// <summary>Finds a column of texts or whole numbers, without nulls.</summary>
    public static DataFrameColumn FindNames(DataFrame frame, string name, string role) =>
        Find(frame, name, role, typeof(int), typeof(long), typeof(string));

    public static string[] ReadNames(DataFrame frame, string name, string role) =>
        [.. FindNames(frame, name, role).Cast<object>().Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)!)];

    /// <summary>The numbers of a column, with NaN for null.</summary>
    public static double[] ReadNumbers(DataFrame frame, string name)
    {
        var column = Find(frame, name, "figure");
        return column.IsNumericColumn()
            ? [.. column.Cast<object?>().Select(value => value is null ? double.NaN : Convert.ToDouble(value, null))]
            : throw new ArgumentException($"The figure column '{name}' holds {column.DataType.Name}; expected numbers.");
    }

    private static DataFrameColumn Find(DataFrame frame, string name, string role)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return frame.Columns.FirstOrDefault(column => column.Name == name) ?? throw new ArgumentException(
            $"There is no {role} column '{name}' in the DataFrame. Its columns are "
            + $"{string.Join(", ", frame.Columns.Select(column => $"'{column.Name}'"))}.");
    }
}
