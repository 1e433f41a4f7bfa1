using System.Globalization;

namespace AutoRec.DataFrames;

/// <summary>Finds and checks the columns of a frame.</summary>
internal static class FrameColumns
{
    private static readonly Type[] WholeNumbers =
        [typeof(int), typeof(long), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(uint), typeof(ulong)];

    /// <summary>Finds a column of numbers, without nulls.</summary>
    public static DataFrameColumn FindNumbers(DataFrame frame, string name, string role) =>
        RequireNoNulls(Find(frame, name, role, [typeof(float), typeof(double), typeof(decimal), .. WholeNumbers]), role);

    /// <summary>Finds a column of texts or whole numbers, without nulls.</summary>
    public static DataFrameColumn FindNames(DataFrame frame, string name, string role) =>
        RequireNoNulls(FindNamesOrNulls(frame, name, role), role);

    /// <summary>Finds a column of texts or whole numbers.</summary>
    public static DataFrameColumn FindNamesOrNulls(DataFrame frame, string name, string role) =>
        Find(frame, name, role, [typeof(string), .. WholeNumbers]);

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

    private static DataFrameColumn Find(DataFrame frame, string name, string role, Type[] expected)
    {
        var column = Find(frame, name, role);
        return expected.Contains(column.DataType) ? column : throw new ArgumentException(
            $"The {role} column '{name}' holds {column.DataType.Name}; expected one of "
            + $"{string.Join(", ", expected.Select(type => type.Name))}. Convert it first. "
            + "DataFrame.LoadCsv reads numbers as Single; give it dataTypes.");
    }

    private static DataFrameColumn RequireNoNulls(DataFrameColumn column, string role) =>
        column.NullCount == 0 ? column : throw new ArgumentException(
            $"The {role} column '{column.Name}' has {column.NullCount} null values among {column.Length}, the first in row "
            + $"{column.Cast<object?>().TakeWhile(value => value is not null).Count()} (from 0); expected none. "
            + "Leave these rows out, for example with frame.DropNulls().");

    private static DataFrameColumn Find(DataFrame frame, string name, string role)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return frame.Columns.FirstOrDefault(column => column.Name == name) ?? throw new ArgumentException(
            $"There is no {role} column '{name}' in the DataFrame. Its columns are "
            + $"{string.Join(", ", frame.Columns.Select(column => $"'{column.Name}'"))}.");
    }
}
