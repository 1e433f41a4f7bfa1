using System.Globalization;

namespace AutoRec.DataViews;

/// <summary>Reads row keys, column keys and ratings into a <see cref="RatingMatrix"/>, in one pass.</summary>
internal sealed class RatingReader
{
    private readonly DataViewSchema.Column _row;
    private readonly DataViewSchema.Column _column;
    private readonly DataViewSchema.Column _label;

    /// <summary>Finds the columns. With a reader of the training data, the numbers of keys must be the same.</summary>
    public RatingReader(
        DataViewSchema schema,
        string matrixRowIndexColumnName,
        string matrixColumnIndexColumnName,
        string labelColumnName,
        RatingReader? like = null)
    {
        (_row, RowCount) = KeyColumn.Find(schema, matrixRowIndexColumnName, "matrix row index", like?.RowCount);
        (_column, ColumnCount) = KeyColumn.Find(schema, matrixColumnIndexColumnName, "matrix column index", like?.ColumnCount);
        _label = Columns.FindSingle(schema, labelColumnName, "label");
    }

    public int RowCount { get; }
    public int ColumnCount { get; }

    /// <summary>
    /// Reads all ratings. Skips rows with a missing key or a label that is not finite, and keeps the last rating of a repeated pair; a
    /// warning gives the numbers.
    /// </summary>
    /// <param name="data">The ratings.</param>
    /// <param name="channel">The channel of the warnings.</param>
    /// <param name="addRepeated">Whether to add the labels of a repeated pair instead, because they are events.</param>
    public RatingMatrix Read(IDataView data, IChannel channel, bool addRepeated = false)
    {
        var capacity = (int)Math.Min(data.GetRowCount() ?? 0, Array.MaxLength);
        var rows = new List<int>(capacity);
        var columns = new List<int>(capacity);
        var values = new List<float>(capacity);
        long missingKeys = 0, missingLabels = 0;

        foreach (var (row, column, label) in ReadRows(data, _row, _column, _label))
        {
            if ((uint)row >= (uint)RowCount || (uint)column >= (uint)ColumnCount)
            {
                missingKeys++;
            }
            else if (!float.IsFinite(label))
            {
                missingLabels++;
            }
            else
            {
                rows.Add(row);
                columns.Add(column);
                values.Add(label);
            }
        }

        if (rows.Count == 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"There is no rating: {missingKeys} rows have a missing '{_row.Name}' or '{_column.Name}', and {missingLabels} have a "
                + $"'{_label.Name}' that is not a finite number; expected at least one complete row. Check the loader's columns, its "
                + $"separator, and whether quoted fields need allowQuoting: true."));
        }

        var ratings = RatingMatrix.Create(RowCount, ColumnCount, Span(rows), Span(columns), Span(values), addRepeated);
        Warn(channel, missingKeys, missingLabels, repeated: addRepeated ? 0 : rows.Count - ratings.Count);
        return ratings;
    }

    /// <summary>Reads the index of the row, the index of the column and the label of every row, complete or not.</summary>
    public static IEnumerable<(int Row, int Column, float Label)> ReadRows(
        IDataView data, DataViewSchema.Column row, DataViewSchema.Column column, DataViewSchema.Column label)
    {
        using var cursor = PlainCursor.Open(data, [row, column, label]);
        var (rowGetter, columnGetter) = (KeyColumn.GetIndexGetter(cursor, row), KeyColumn.GetIndexGetter(cursor, column));
        var labelGetter = cursor.GetGetter<float>(label);
        var (rowIndex, columnIndex, rating) = (0, 0, 0f);
        while (cursor.MoveNext())
        {
            rowGetter(ref rowIndex);
            columnGetter(ref columnIndex);
            labelGetter(ref rating);
            yield return (rowIndex, columnIndex, rating);
        }
    }

    private void Warn(IChannel channel, long missingKeys, long missingLabels, int repeated)
    {
        if (missingKeys > 0)
            Warn($"Left out {missingKeys} rows with a missing '{_row.Name}' or '{_column.Name}'.");
        if (missingLabels > 0)
            Warn($"Left out {missingLabels} rows whose '{_label.Name}' is not a finite number.");
        if (repeated > 0)
            Warn($"Left out {repeated} ratings of a repeated pair ('{_row.Name}', '{_column.Name}'); the last rating counts.");

        void Warn(string message) => channel.Warning(MessageSensitivity.None, message);
    }

    private static ReadOnlySpan<T> Span<T>(List<T> list) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list);
}
