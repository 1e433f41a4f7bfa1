using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>Wraps a view and counts how often it is read.</summary>
internal sealed class CountingView(IDataView inner) : IDataView
{
    private int _passes;

    /// <summary>The number of opened cursors and cursor sets.</summary>
    public int Passes => _passes;

    public DataViewSchema Schema => inner.Schema;

    public bool CanShuffle => inner.CanShuffle;

    public long? GetRowCount() => inner.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        Interlocked.Increment(ref _passes);
        return inner.GetRowCursor(columnsNeeded, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        Interlocked.Increment(ref _passes);
        return inner.GetRowCursorSet(columnsNeeded, n, rand);
    }
}
