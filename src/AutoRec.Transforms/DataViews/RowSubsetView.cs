namespace AutoRec.DataViews;

/// <summary>
/// Some rows of a view, chosen by their number. They are filtered when they are read, and keep their order, ids and columns.
/// </summary>
/// <remarks>
/// Only a cursor over all rows in their order knows their numbers. So every set has one cursor, and a random generator has no effect;
/// ML.NET shuffles such a view in a buffer (<c>mlContext.Data.ShuffleRows</c>).
/// </remarks>
/// <param name="source">The view.</param>
/// <param name="sourceCount">The number of its rows.</param>
/// <param name="isChosen">Whether the row of a number, from 0 up, is chosen.</param>
internal sealed class RowSubsetView(IDataView source, int sourceCount, Func<int, bool> isChosen) : IDataView
{
    private readonly int _count = Enumerable.Range(0, sourceCount).Count(isChosen);

    public DataViewSchema Schema => source.Schema;
    public bool CanShuffle => false;
    public long? GetRowCount() => _count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, PlainCursor.Open(source, [.. columnsNeeded]));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private bool IsChosen(int row) => row < sourceCount ? isChosen(row) : throw Changed("more rows than");

    private void CheckEnd(int rows)
    {
        if (rows < sourceCount)
            throw Changed($"{rows} rows instead of");
    }

    private InvalidOperationException Changed(string found) => new(
        $"The data has {found} the {sourceCount} that it had when it was split. Split it again, or cache it before the split.");

    private sealed class Cursor(RowSubsetView view, DataViewRowCursor source) : DataViewRowCursor
    {
        private int _next;
        private long _chosen;
        private bool _isOnRow;

        public override DataViewSchema Schema => source.Schema;
        public override long Position => _isOnRow ? _chosen - 1 : -1;
        public override long Batch => source.Batch;
        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();
        public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);
        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => source.GetGetter<TValue>(column);

        public override bool MoveNext()
        {
            while (source.MoveNext())
            {
                if (!view.IsChosen(_next++))
                    continue;
                _chosen++;
                return _isOnRow = true;
            }

            view.CheckEnd(_next);
            return _isOnRow = false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                source.Dispose();
            base.Dispose(disposing);
        }
    }
}
