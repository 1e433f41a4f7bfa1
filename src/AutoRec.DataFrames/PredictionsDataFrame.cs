using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.DataFrames;

/// <summary>The rows of a view, predictions above all, as a <see cref="DataFrame"/>.</summary>
public static partial class AutoRecDataFrames
{
    /// <summary>All rows of a view, with ids where it has keys.</summary>
    /// <remarks>
    /// Microsoft.Data.Analysis has a <c>ToDataFrame</c> for views, which ends after 100 rows unless it is told a number, and refuses views with
    /// key columns, as every pipeline of ratings makes them. Here a key becomes the value that it stands for (where the column does not tell:
    /// its number, from 1 on), and a missing key null. A NaN stays a NaN. What can be taken are numbers, truth values, texts, dates without an
    /// offset, and keys of these.
    /// </remarks>
    /// <param name="view">For example <c>model.Transform(ratings)</c>.</param>
    /// <param name="columnNames">The columns to take, in this order; none: all that can be taken.</param>
    /// <exception cref="ArgumentException">A named column is missing, or of a type that a frame has no column for.</exception>
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
            foreach (var reader in readers)
                reader.AppendValue();
        }

        return new DataFrame(readers.Select(reader => reader.Column));
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name) ?? throw new ArgumentException(
            $"There is no column '{name}' in the view. Its columns are {string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => $"'{c.Name}'"))}: give the name of one of them.");
        return ViewColumnReader.CanRead(column) ? column : throw new ArgumentException(
            $"The column '{name}' is of type {column.Type}; expected a number, a truth value, a text, a date without an offset or a key of these. Leave it out, or map it to one of these first.");
    }
}
