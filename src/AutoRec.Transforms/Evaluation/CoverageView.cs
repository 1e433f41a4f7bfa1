namespace AutoRec.Evaluation;

/// <summary>
/// A view that counts the missing labels and scores while an evaluator reads it, so that the count takes no pass of its own and computes
/// no score twice.
/// </summary>
internal sealed class CoverageView(IDataView source, string labelColumnName, string scoreColumnName) : IDataView
{
    private readonly int? _label = source.Schema.GetColumnOrNull(labelColumnName)?.Index;
    private readonly int? _score = source.Schema.GetColumnOrNull(scoreColumnName)?.Index;

    /// <summary>The counts of the last complete pass.</summary>
    public Coverage Coverage { get; private set; }

    public DataViewSchema Schema => source.Schema;
    public bool CanShuffle => source.CanShuffle;
    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, source.GetRowCursor(columnsNeeded, rand));

    // One cursor, because it counts all rows. The number of cursors is a recommendation.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(CoverageView view, DataViewRowCursor source) : DataViewRowCursor
    {
        private long _rows;
        private long _withoutLabel;
        private long _withoutScore;
        private bool _hasNoLabel;
        private bool _hasNoScore;

        public override DataViewSchema Schema => source.Schema;
        public override long Position => source.Position;
        public override long Batch => source.Batch;
        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();
        public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);

        public override bool MoveNext()
        {
            CountCurrentRow();
            if (source.MoveNext())
            {
                _rows++;
                return true;
            }

            view.Coverage = new(_rows, _withoutLabel, _withoutScore);
            return false;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            var getter = source.GetGetter<TValue>(column);
            var isLabel = column.Index == view._label;
            return getter is ValueGetter<float> numbers && (isLabel || column.Index == view._score)
                ? (ValueGetter<TValue>)(Delegate)Watch(numbers, isLabel)
                : getter;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                source.Dispose();
            base.Dispose(disposing);
        }

        private void CountCurrentRow()
        {
            if (_hasNoLabel)
                _withoutLabel++;
            else if (_hasNoScore)
                _withoutScore++;
            (_hasNoLabel, _hasNoScore) = (false, false);
        }

        private ValueGetter<float> Watch(ValueGetter<float> getter, bool isLabel)
        {
            return isLabel ? GetLabel : GetScore;

            void GetLabel(ref float label)
            {
                getter(ref label);
                _hasNoLabel = float.IsNaN(label);
            }

            void GetScore(ref float score)
            {
                getter(ref score);
                _hasNoScore = float.IsNaN(score);
            }
        }
    }
}
