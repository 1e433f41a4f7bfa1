using System.Globalization;

namespace AutoRec.DataViews;

/// <summary>Ratings by index, and the keys of the indices.</summary>
internal sealed record IndexedRatings(RatingMatrix Ratings, KeyMap Rows, KeyMap Columns);

/// <summary>Reads row keys, column keys and ratings into a <see cref="RatingMatrix"/>, in one pass.</summary>
internal sealed class RatingReader
{
    private readonly DataViewSchema.Column _row;
    private readonly DataViewSchema.Column _column;
    private readonly DataViewSchema.Column _label;

    /// <summary>Finds the columns.</summary>
    public RatingReader(
        DataViewSchema schema, string matrixRowIndexColumnName, string matrixColumnIndexColumnName, string labelColumnName)
    {
        (_row, RowKeyCount) = KeyColumn.Find(schema, matrixRowIndexColumnName, "matrix row index");
        (_column, ColumnKeyCount) = KeyColumn.Find(schema, matrixColumnIndexColumnName, "matrix column index");
        _label = Columns.FindSingle(schema, labelColumnName, "label");
    }

    public int RowKeyCount { get; }
    public int ColumnKeyCount { get; }

    /// <summary>
    /// Reads all ratings. Skips rows with a missing key or a label that is not finite, and keeps the last rating of a repeated pair; a
    /// warning gives the numbers.
    /// </summary>
    /// <param name="data">The ratings.</param>
    /// <param name="channel">The channel of the warnings.</param>
    /// <param name="addRepeated">Whether to add the labels of a repeated pair instead, because they are events.</param>
    /// <param name="rows">The row keys to read; the others count as missing. Null: those with ratings.</param>
    /// <param name="columns">The column keys to read; the others count as missing. Null: those with ratings.</param>
    /// <exception cref="InvalidOperationException">There is no rating.</exception>
    public IndexedRatings Read(
        IDataView data, IChannel channel, bool addRepeated = false, KeyMap? rows = null, KeyMap? columns = null)
    {
        var capacity = (int)Math.Min(data.GetRowCount() ?? 0, Array.MaxLength);
        var rowIndices = new List<int>(capacity);
        var columnIndices = new List<int>(capacity);
        var values = new List<float>(capacity);
        var (allRows, allColumns) = (rows ?? KeyMap.All(RowKeyCount), columns ?? KeyMap.All(ColumnKeyCount));
        var hasOthers = rows is { IsIdentity: false } || columns is { IsIdentity: false };
        var missing = $"a missing '{_row.Name}' or '{_column.Name}'{(hasOthers ? ", or one without training ratings" : "")}";
        long missingKeys = 0, missingLabels = 0;

        foreach (var (rowKey, columnKey, label) in ReadRows(data, _row, _column, _label))
        {
            var (row, column) = (allRows.IndexOf(rowKey), allColumns.IndexOf(columnKey));
            if ((uint)row >= (uint)allRows.IndexCount || (uint)column >= (uint)allColumns.IndexCount)
            {
                missingKeys++;
            }
            else if (!float.IsFinite(label))
            {
                missingLabels++;
            }
            else
            {
                rowIndices.Add(row);
                columnIndices.Add(column);
                values.Add(label);
            }
        }

        if (values.Count == 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"There is no rating: {missingKeys} rows have {missing}, and {missingLabels} have a "
                + $"'{_label.Name}' that is not a finite number; expected at least one complete row. Check the loader's columns, its "
                + $"separator, and whether quoted fields need allowQuoting: true."));
        }

        rows ??= Compact(_row, RowKeyCount, Span(rowIndices), channel);
        columns ??= Compact(_column, ColumnKeyCount, Span(columnIndices), channel);
        var ratings = RatingMatrix.Create(
            rows.IndexCount, columns.IndexCount, Span(rowIndices), Span(columnIndices), Span(values), addRepeated);
        if (missingKeys > 0)
            Warn($"Left out {missingKeys} rows with {missing}.");
        if (missingLabels > 0)
            Warn($"Left out {missingLabels} rows whose '{_label.Name}' is not a finite number.");
        if (ratings.Count < values.Count && !addRepeated)
        {
            Warn($"Left out {values.Count - ratings.Count} ratings of a repeated pair ('{_row.Name}', '{_column.Name}'); the last rating "
                + "counts.");
        }

        return new(ratings, rows, columns);

        void Warn(string message) => channel.Warning(MessageSensitivity.None, message);
    }

    /// <summary>Replaces keys by their indices among those with ratings.</summary>
    private static KeyMap Compact(DataViewSchema.Column column, int count, Span<int> keys, IChannel channel)
    {
        if (InexactIds.Describe(column) is { } warning)
            channel.Warning(MessageSensitivity.None, warning);
        var map = KeyMap.Of(count, keys, KeyDigest.Of(column));
        if (!map.IsIdentity)
        {
            foreach (ref var key in keys)
                key = map.IndexOf(key);
        }

        return map;
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

    private static Span<T> Span<T>(List<T> list) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list);
}
