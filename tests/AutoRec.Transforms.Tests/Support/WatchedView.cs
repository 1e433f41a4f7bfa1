using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Wraps a view and records its reading threads and the number of its open cursors.</summary>
/// <param name="inner">The view.</param>
/// <param name="cursorsInASet">The number of cursors of every set; null for that of the view.</param>
internal sealed class WatchedView(IDataView inner, int? cursorsInASet = null) : IDataView
{
    private readonly HashSet<int> _threads = [];
    private int _open;

    /// <summary>The threads that moved a cursor.</summary>
    public IReadOnlyCollection<int> Threads
    {
        get
        {
            lock (_threads)
                return [.. _threads];
        }
    }

    /// <summary>The number of open cursors.</summary>
    public int Open => _open;

    public DataViewSchema Schema => inner.Schema;

    public bool CanShuffle => inner.CanShuffle;

    public long? GetRowCount() => inner.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, inner.GetRowCursor(columnsNeeded, rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        Array.ConvertAll(
            inner.GetRowCursorSet(columnsNeeded, cursorsInASet ?? n, rand), DataViewRowCursor (cursor) => new Cursor(this, cursor));

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly WatchedView _view;
        private readonly DataViewRowCursor _inner;

        public Cursor(WatchedView view, DataViewRowCursor inner)
        {
            (_view, _inner) = (view, inner);
            Interlocked.Increment(ref view._open);
        }

        public override DataViewSchema Schema => _inner.Schema;

        public override long Position => _inner.Position;

        public override long Batch => _inner.Batch;

        public override bool MoveNext()
        {
            lock (_view._threads)
                _view._threads.Add(Environment.CurrentManagedThreadId);
            return _inner.MoveNext();
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => _inner.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => _inner.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _inner.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Interlocked.Decrement(ref _view._open);
                _inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
