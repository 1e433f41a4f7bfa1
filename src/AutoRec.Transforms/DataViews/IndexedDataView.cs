namespace AutoRec.DataViews;

/// <summary>A data view over rows in memory, which can be shuffled and split. The rows may be read by the first cursor.</summary>
internal abstract class IndexedDataView(DataViewSchema schema) : IDataView
{
    public DataViewSchema Schema { get; } = schema;
    public bool CanShuffle => true;

    public abstract long? GetRowCount();

    /// <summary>Counts the rows, after reading them if necessary.</summary>
    protected abstract int ReadRowCount();

    /// <summary>Creates a <see cref="ValueGetter{T}"/> of the column for the cursor's current row.</summary>
    protected abstract Delegate CreateGetter(DataViewSchema.Column column, Cursor cursor);

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, Columns.Active(Schema, columnsNeeded), Order(rand), part: 0, parts: 1);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = Columns.Active(Schema, columnsNeeded);
        var order = Order(rand);
        var parts = Math.Max(1, n > 0 ? n : Environment.ProcessorCount);
        return [.. Enumerable.Range(0, parts).Select(part => new Cursor(this, active, order, part, parts))];
    }

    private Lazy<int[]>? Order(Random? random)
    {
        if (random is null)
            return null;

        // Draws from the caller's generator now, but counts the rows when the first of them is read.
        var seed = random.Next();
        return new Lazy<int[]>(() =>
        {
            var order = Enumerable.Range(0, ReadRowCount()).ToArray();
            new Random(seed).Shuffle(order);
            return order;
        });
    }

    /// <summary>Reads one of several equal ranges of the rows. Null stands for the rows' own order.</summary>
    protected internal sealed class Cursor(IndexedDataView view, bool[] active, Lazy<int[]>? order, int part, int parts) : DataViewRowCursor
    {
        private readonly Delegate?[] _getters = new Delegate?[active.Length];
        private long _next;
        private long _end = -1;
        private long _position = -1;
        private int _row;

        public override DataViewSchema Schema => view.Schema;
        public override long Position => _position;
        public override long Batch => part;

        /// <summary>The current row.</summary>
        public int Row => _position >= 0
            ? _row
            : throw new InvalidOperationException("The cursor has no current row; read only after MoveNext returned true.");

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];
        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row, 0);

        public override bool MoveNext()
        {
            if (_end < 0)
            {
                var rows = (long)view.ReadRowCount();
                (_next, _end) = (rows * part / parts, rows * (part + 1) / parts);
            }

            if (_next >= _end)
            {
                _position = -1;
                return false;
            }

            _row = order is null ? (int)_next : order.Value[_next];
            _next++;
            _position++;
            return true;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Columns.CheckActive(active, column);
            return Columns.Typed<TValue>(_getters[column.Index] ??= view.CreateGetter(column, this), column);
        }
    }
}
