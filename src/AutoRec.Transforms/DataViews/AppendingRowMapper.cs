using AutoRec.Interop;

namespace AutoRec.DataViews;

/// <summary>
/// Appends columns to a row, a cursor or a view. A derived class computes the columns without state of its own, so that cursors can run
/// side by side.
/// </summary>
internal abstract class AppendingRowMapper : IRowToRowMapper
{
    protected AppendingRowMapper(DataViewSchema inputSchema, params IEnumerable<DataViewSchema.DetachedColumn> appended)
    {
        InputSchema = inputSchema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        foreach (var column in appended)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }
    public DataViewSchema OutputSchema { get; }

    /// <summary>The input columns that the appended columns depend on.</summary>
    protected abstract IEnumerable<DataViewSchema.Column> Needed { get; }

    /// <summary>Creates a getter of each appended column for a row or cursor, with buffers of their own.</summary>
    protected abstract Delegate[] CreateGetters(DataViewRow input);

    /// <summary>Adds the columns to an ONNX graph.</summary>
    /// <exception cref="NotSupportedException">They cannot be exported.</exception>
    protected abstract void AddTo(OnnxGraph graph);

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var columns = dependingColumns.SelectMany(column => column.Index < InputSchema.Count ? [column] : Needed);
        var indices = columns.Select(column => column.Index).ToHashSet();
        return InputSchema.Where(column => indices.Contains(column.Index)).ToArray();
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Schema != InputSchema)
            throw new ArgumentException("The row has another schema than this mapper; bind the mapper to the row's schema.", nameof(input));
        return new MappedCursor(this, input, activeColumns);
    }

    /// <summary>Appends the columns to a view. They are computed when they are read.</summary>
    public IDataView Map(IDataView input) => new View(this, input);

    /// <summary>A mapped cursor, or a mapped row that does not move.</summary>
    private sealed class MappedCursor : DataViewRowCursor
    {
        private readonly AppendingRowMapper _mapper;
        private readonly DataViewRow _input;
        private readonly bool[] _active;
        private Delegate[]? _appended;

        public MappedCursor(AppendingRowMapper mapper, DataViewRow input, IEnumerable<DataViewSchema.Column> active) =>
            (_mapper, _input, _active) = (mapper, input, Columns.Active(mapper.OutputSchema, active));

        public override DataViewSchema Schema => _mapper.OutputSchema;
        public override long Position => _input.Position;
        public override long Batch => _input.Batch;
        public override bool MoveNext() => ((DataViewRowCursor)_input).MoveNext();
        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();
        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Columns.CheckActive(_active, column);
            var appended = column.Index - _mapper.InputSchema.Count;
            return appended < 0
                ? _input.GetGetter<TValue>(_mapper.InputSchema[column.Index])
                : Columns.Typed<TValue>((_appended ??= _mapper.CreateGetters(_input))[appended], column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class View(AppendingRowMapper mapper, IDataView source) : IOnnxView
    {
        public IDataView Input => source;
        public DataViewSchema Schema => mapper.OutputSchema;
        public bool CanShuffle => source.CanShuffle;
        public long? GetRowCount() => source.GetRowCount();
        public void AddTo(OnnxGraph graph) => mapper.AddTo(graph);

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            var needed = columnsNeeded.ToArray();
            return new MappedCursor(mapper, PlainCursor.Open(source, [.. mapper.GetDependencies(needed)], rand), needed);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        {
            var needed = columnsNeeded.ToArray();
            var cursors = source.GetRowCursorSet(mapper.GetDependencies(needed), n, rand);
            return Array.ConvertAll(cursors, DataViewRowCursor (cursor) => new MappedCursor(mapper, cursor, needed));
        }
    }
}
