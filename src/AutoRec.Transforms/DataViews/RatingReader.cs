using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace AutoRec.DataViews;

/// <summary>Reads rows of (row key, column key, rating) into a <see cref="RatingMatrix"/>, in one pass.</summary>
internal sealed class RatingReader
{
    private readonly DataViewSchema.Column _row;
    private readonly DataViewSchema.Column _column;
    private readonly DataViewSchema.Column _label;

    /// <param name="schema">Of the data to read.</param>
    /// <param name="matrixRowIndexColumnName">The key column of the rows.</param>
    /// <param name="matrixColumnIndexColumnName">The key column of the columns.</param>
    /// <param name="labelColumnName">The ratings.</param>
    /// <param name="like">The reader of training data, whose numbers of keys this data has to have.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that it has to be.</exception>
    public RatingReader(DataViewSchema schema, string matrixRowIndexColumnName, string matrixColumnIndexColumnName, string labelColumnName, RatingReader? like = null)
    {
        (_row, RowCount) = Find(matrixRowIndexColumnName, "matrix row index", like?.RowCount);
        (_column, ColumnCount) = Find(matrixColumnIndexColumnName, "matrix column index", like?.ColumnCount);
        _label = Columns.FindSingle(schema, labelColumnName, "label");

        (DataViewSchema.Column Column, int Count) Find(string name, string role, int? expected) => expected is null
            ? KeyColumn.Find(schema, name, role)
            : (KeyColumn.Find(schema, name, role, expected.Value), expected.Value);
    }

    /// <summary>The number of keys of the matrix row index.</summary>
    public int RowCount { get; }

    /// <summary>The number of keys of the matrix column index.</summary>
    public int ColumnCount { get; }

    /// <summary>
    /// Reads all ratings. Rows with a missing key or a label that is not finite are left out, and of a pair that is given more than
    /// once the last counts: a warning gives the numbers.
    /// </summary>
    /// <exception cref="InvalidOperationException">No rating is left.</exception>
    public RatingMatrix Read(IDataView data, IChannel channel)
    {
        var capacity = (int)Math.Min(data.GetRowCount() ?? 0, Array.MaxLength);
        var rows = new List<int>(capacity);
        var columns = new List<int>(capacity);
        var values = new List<float>(capacity);
        long missingKeys = 0, missingLabels = 0;

        using (var cursor = PlainCursor.Open(data, [_row, _column, _label]))
        {
            var rowGetter = KeyColumn.GetIndexGetter(cursor, _row);
            var columnGetter = KeyColumn.GetIndexGetter(cursor, _column);
            var labelGetter = cursor.GetGetter<float>(_label);
            int row = 0, column = 0;
            float label = 0;
            while (cursor.MoveNext())
            {
                rowGetter(ref row);
                columnGetter(ref column);
                labelGetter(ref label);
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
        }

        if (rows.Count == 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"There is no rating to use: {missingKeys} rows have a missing '{_row.Name}' or '{_column.Name}', {missingLabels} have a '{_label.Name}' that is not a finite number, and there are no others."));
        }

        var ratings = RatingMatrix.Create(RowCount, ColumnCount, Span(rows), Span(columns), Span(values));
        Warn(channel, missingKeys, missingLabels, repeated: rows.Count - ratings.Count);
        return ratings;
    }

    private void Warn(IChannel channel, long missingKeys, long missingLabels, int repeated)
    {
        if (missingKeys > 0)
            channel.Warning(MessageSensitivity.None, "Left out {0} rows with a missing '{1}' or '{2}'.", missingKeys, _row.Name, _column.Name);
        if (missingLabels > 0)
            channel.Warning(MessageSensitivity.None, "Left out {0} rows whose '{1}' is not a finite number.", missingLabels, _label.Name);
        if (repeated > 0)
            channel.Warning(MessageSensitivity.None, "Left out {0} ratings of pairs ('{1}', '{2}') that were rated again later; the last rating counts.", repeated, _row.Name, _column.Name);
    }

    private static ReadOnlySpan<T> Span<T>(List<T> list) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list);
}
