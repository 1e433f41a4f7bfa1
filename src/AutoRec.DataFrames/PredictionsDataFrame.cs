namespace AutoRec.DataFrames;

public static partial class AutoRecDataFrames
{
    /// <summary>Copies all rows of a view to a frame, with ids in place of keys.</summary>
    /// <remarks>
    /// A key becomes its value (its number, from 1, if the column has no values), and a missing key null. <c>ToDataFrame</c> of
    /// Microsoft.Data.Analysis refuses key columns and stops after 100 rows by default.
    /// </remarks>
    /// <param name="view">The view, for example <c>model.Transform(ratings)</c>.</param>
    /// <param name="columnNames">
    /// The columns: numbers, Booleans, texts, dates without an offset, and keys of these. Default: all columns of these types.
    /// </param>
    /// <exception cref="ArgumentException">A named column is missing or of another type.</exception>
    /// <example>
    /// <code>
    /// var frame = model.Transform(test).ToPredictionsDataFrame("user", "item", "Score");
    /// Console.WriteLine($"{frame.Rows.Count} rows: {string.Join(", ", frame.Columns.Select(column => column.Name))}");
    /// // Expected output:
    /// // 405 rows: user, item, Score
    /// </code>
    /// </example>
    public static DataFrame ToPredictionsDataFrame(this IDataView view, params IEnumerable<string> columnNames)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(columnNames);
        var named = columnNames.Select(name => Find(view.Schema, name)).ToList();
        var columns = named.Count > 0 ? named : [.. view.Schema.Where(column => !column.IsHidden && ViewColumnReader.CanRead(column))];

        using var cursor = view.GetRowCursor(columns);
        var readers = columns.ConvertAll(column => ViewColumnReader.Create(cursor, column));
        while (cursor.MoveNext())
        {
            foreach (var (_, append) in readers)
                append();
        }

        return new DataFrame(readers.Select(reader => reader.Column));
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name) ?? throw new ArgumentException(
            $"There is no column '{name}' in the view. Its columns are "
            + $"{string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => $"'{c.Name}'"))}.");
        return ViewColumnReader.CanRead(column) ? column : throw new ArgumentException(
            $"The column '{name}' is of type {column.Type}; expected a number, a Boolean, a text, a date without an offset, or a key of "
            + "these. Leave it out, or convert it first.");
    }
}
