using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.DataViews;

/// <summary>
/// A data view over rows that lie in memory: it shuffles by visiting them in another order and splits into ranges. A derived class
/// says how many rows there are and how to get a column's value at a row; it may put off reading anything until then.
/// </summary>
internal abstract class IndexedDataView(DataViewSchema schema) : IDataView
{
    public DataViewSchema Schema { get; } = schema;

    public bool CanShuffle => true;

    public abstract long? GetRowCount();

    /// <summary>The number of rows, read now if need be.</summary>
    protected abstract int ReadRowCount();

    /// <summary>
    /// A <see cref="ValueGetter{T}"/> of the column's type for the row that <paramref name="cursor"/> stands on
    /// (<see cref="Cursor.Row"/>).
    /// </summary>
    protected abstract Delegate CreateGetter(DataViewSchema.Column column, Cursor cursor);

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, Active(columnsNeeded), Order(rand), part: 0, parts: 1);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = Active(columnsNeeded);
        var order = Order(rand);
        var parts = Math.Max(1, n > 0 ? n : Environment.ProcessorCount);
        return [.. Enumerable.Range(0, parts).Select(part => new Cursor(this, active, order, part, parts))];
    }

    private bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[Schema.Count];
        foreach (var column in columns)
            active[column.Index] = true;
        return active;
    }

    private Lazy<int[]>? Order(Random? random)
    {
        if (random is null)
            return null;

        // The caller's generator is drawn from now, once; the rows are counted when the first of them is asked for.
        var seed = random.Next();
        return new Lazy<int[]>(() =>
        {
            var order = Enumerable.Range(0, ReadRowCount()).ToArray();
            new Random(seed).Shuffle(order);
            return order;
        });
    }

    /// <summary>Walks one of <paramref name="parts"/> equal ranges of the rows, in the given order (or their own, where it is null).</summary>
    protected internal sealed class Cursor(IndexedDataView view, bool[] active, Lazy<int[]>? order, int part, int parts) : DataViewRowCursor
    {
        private readonly Delegate?[] _getters = new Delegate?[active.Length];
        private bool _opened;
        private bool _done;
        private long _next;
        private long _end;
        private long _position = -1;
        private int _row;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => part;

        /// <summary>The row that the cursor stands on.</summary>
        public int Row => _position >= 0
            ? _row
            : throw new InvalidOperationException("The cursor stands on no row: call MoveNext first, and read only while it returns true.");

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row, 0);

        public override bool MoveNext()
        {
            if (!_opened)
            {
                _opened = true;
                var rows = (long)view.ReadRowCount();
                (_next, _end) = (rows * part / parts, rows * (part + 1) / parts);
            }

            if (_done || _next >= _end)
            {
                (_done, _position) = (true, -1);
                return false;
            }

            _row = order is null ? (int)_next : order.Value[_next];
            _next++;
            _position++;
            return true;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Index >= active.Length || !active[column.Index])
                throw new InvalidOperationException($"Column '{column.Name}' was not asked for when this cursor was made.");
            return (_getters[column.Index] ??= view.CreateGetter(column, this)) as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' holds {Schema[column.Index].Type}, not {typeof(TValue)}.");
        }
    }
}
