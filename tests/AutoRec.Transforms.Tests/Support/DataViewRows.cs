using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>A row's id and its values as text, in which values that differ in a single bit differ.</summary>
internal sealed record DataViewRowCells(DataViewRowId Id, string Cells);

/// <summary>Reads the rows of a data view with any columns, for comparison.</summary>
internal static class DataViewRows
{
    /// <summary>All rows in the order of one cursor, with the named columns, or all columns if none is named.</summary>
    public static IReadOnlyList<DataViewRowCells> Read(IDataView view, params string[] columns)
    {
        var read = ColumnsOf(view, columns);
        using var cursor = view.GetRowCursor(read);
        return Read(cursor, read);
    }

    /// <summary>All rows in shuffled order.</summary>
    public static IReadOnlyList<DataViewRowCells> ReadShuffled(IDataView view, int seed)
    {
        using var cursor = view.GetRowCursor(view.Schema, new Random(seed));
        return Read(cursor, view.Schema);
    }

    /// <summary>All rows, read at the same time by a set of cursors, each on its own thread.</summary>
    public static IReadOnlyList<DataViewRowCells> ReadInParallel(IDataView view, int cursorCount, out int cursorsGiven)
    {
        var cursors = view.GetRowCursorSet(view.Schema, cursorCount);
        cursorsGiven = cursors.Length;
        using var start = new Barrier(cursors.Length);
        var reads = cursors.Select(cursor => RunOnThread(() =>
        {
            using (cursor)
            {
                start.SignalAndWait();
                return Read(cursor, view.Schema);
            }
        })).ToArray();
        return [.. reads.SelectMany(read => read.Result)];
    }

    /// <summary>Runs on a new thread, so that any number can run at the same time.</summary>
    public static Task<T> RunOnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The cells of all rows, without their ids.</summary>
    public static string[] Cells(IDataView view, params string[] columns) => [.. Read(view, columns).Select(row => row.Cells)];

    private static DataViewSchema.Column[] ColumnsOf(IDataView view, string[] names) =>
        names.Length == 0 ? [.. view.Schema] : Array.ConvertAll(names, name => view.Schema[name]);

    private static List<DataViewRowCells> Read(DataViewRowCursor cursor, IEnumerable<DataViewSchema.Column> columns)
    {
        var cells = columns.Select(column => CreateCell(cursor, column)).ToArray();
        var idGetter = cursor.GetIdGetter();
        DataViewRowId id = default;
        List<DataViewRowCells> rows = [];
        while (cursor.MoveNext())
        {
            idGetter(ref id);
            rows.Add(new(id, string.Join('|', cells.Select(cell => cell()))));
        }

        return rows;
    }

    private static Func<string> CreateCell(DataViewRow row, DataViewSchema.Column column)
    {
        var type = column.Type.RawType;
        if (type == typeof(float))
            return Cell<float>(row, column, Bits);
        if (type == typeof(VBuffer<float>))
            return Cell<VBuffer<float>>(row, column, vector => string.Join(' ', vector.DenseValues().Select(Bits)));
        if (type == typeof(VBuffer<int>))
            return Cell<VBuffer<int>>(row, column, vector => string.Join(' ', vector.DenseValues()));
        if (type == typeof(VBuffer<long>))
            return Cell<VBuffer<long>>(row, column, vector => string.Join(' ', vector.DenseValues()));
        if (type == typeof(VBuffer<ReadOnlyMemory<char>>))
            return Cell<VBuffer<ReadOnlyMemory<char>>>(row, column, vector => string.Join(' ', vector.DenseValues()));
        if (type == typeof(ReadOnlyMemory<char>))
            return Cell<ReadOnlyMemory<char>>(row, column, text => text.ToString());
        if (type == typeof(int))
            return Cell<int>(row, column, number => number.ToString(CultureInfo.InvariantCulture));
        if (type == typeof(long))
            return Cell<long>(row, column, number => number.ToString(CultureInfo.InvariantCulture));
        if (type == typeof(double))
            return Cell<double>(row, column, number => number.ToString("R", CultureInfo.InvariantCulture));
        if (type == typeof(DateTime))
            return Cell<DateTime>(row, column, time => time.ToString("O", CultureInfo.InvariantCulture));
        if (type == typeof(uint))
            return Cell<uint>(row, column, key => key.ToString(CultureInfo.InvariantCulture));
        throw new NotSupportedException($"Tests cannot read a column of type {column.Type} yet.");
    }

    private static Func<string> Cell<T>(DataViewRow row, DataViewSchema.Column column, Func<T, string> toText)
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return toText(value);
        };
    }

    public static string Bits(float value) => BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture);
}
