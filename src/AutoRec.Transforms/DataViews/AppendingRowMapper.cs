using AutoRec.DataViews;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.DataViews;

/// <summary>
/// A row mapper that appends one column to its input, and the data view that does so for every row. A derived class says what the
/// column is, what it needs and how to compute it; it holds no state of a row, so that cursors can run side by side.
/// </summary>
internal abstract class AppendingRowMapper : IRowToRowMapper
{
    protected AppendingRowMapper(DataViewSchema inputSchema, DataViewSchema.DetachedColumn appended)
    {
        InputSchema = inputSchema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumn(appended.Name, appended.Type, appended.Annotations);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The input columns that the appended one is computed from.</summary>
    protected abstract IEnumerable<DataViewSchema.Column> Needed { get; }

    /// <summary>A getter of the appended column over one row or cursor, with buffers of its own.</summary>
    protected abstract Delegate CreateGetter(DataViewRow input);

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var wanted = new HashSet<int>();
        foreach (var column in dependingColumns)
        {
            if (column.Index < InputSchema.Count)
                wanted.Add(column.Index);
            else
                wanted.UnionWith(Needed.Select(c => c.Index));
        }

        return InputSchema.Where(c => wanted.Contains(c.Index)).ToArray();
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Schema != InputSchema)
            throw new ArgumentException("The row's schema is not the one that this mapper is bound to.", nameof(input));
        return new MappedRow(new Columns(this, input, activeColumns), input);
    }

    /// <summary><paramref name="input"/> with the column appended, computed as it is read.</summary>
    public IDataView Map(IDataView input) => new View(this, input);

    /// <summary>Which columns of one row or cursor are active, and their getters.</summary>
    private sealed class Columns
    {
        private readonly AppendingRowMapper _mapper;
        private readonly DataViewRow _input;
        private readonly bool[] _active;
        private Delegate? _appended;

        public Columns(AppendingRowMapper mapper, DataViewRow input, IEnumerable<DataViewSchema.Column> active)
        {
            (_mapper, _input, _active) = (mapper, input, new bool[mapper.OutputSchema.Count]);
            foreach (var column in active)
                _active[column.Index] = true;
        }

        public DataViewSchema Schema => _mapper.OutputSchema;

        public bool IsActive(DataViewSchema.Column column) => _active[column.Index];

        public ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Index >= _active.Length || !_active[column.Index])
                throw new InvalidOperationException($"Column '{column.Name}' was not asked for when this cursor was made.");
            if (column.Index < _mapper.InputSchema.Count)
                return _input.GetGetter<TValue>(_mapper.InputSchema[column.Index]);
            return (_appended ??= _mapper.CreateGetter(_input)) as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue)}.");
        }
    }

    private sealed class MappedRow(Columns columns, DataViewRow input) : DataViewRow
    {
        public override DataViewSchema Schema => columns.Schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => columns.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => columns.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class MappedCursor(Columns columns, DataViewRowCursor input) : DataViewRowCursor
    {
        public override DataViewSchema Schema => columns.Schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool MoveNext() => input.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => columns.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => columns.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class View(AppendingRowMapper mapper, IDataView source) : IDataView
    {
        public DataViewSchema Schema => mapper.OutputSchema;

        public bool CanShuffle => source.CanShuffle;

        public long? GetRowCount() => source.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            var needed = columnsNeeded.ToArray();
            return Map(PlainCursor.Open(source, [.. mapper.GetDependencies(needed)], rand), needed);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        {
            var needed = columnsNeeded.ToArray();
            return Array.ConvertAll(source.GetRowCursorSet(mapper.GetDependencies(needed), n, rand), DataViewRowCursor (cursor) => Map(cursor, needed));
        }

        private MappedCursor Map(DataViewRowCursor cursor, DataViewSchema.Column[] needed) =>
            new MappedCursor(new Columns(mapper, cursor, needed), cursor);
    }
}
