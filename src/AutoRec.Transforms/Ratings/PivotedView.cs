using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace AutoRec.Ratings;

/// <summary>The rows of a rating matrix that have ratings, as a data view: the row's key and its ratings as a sparse vector.</summary>
internal sealed class PivotedView : IndexedDataView
{
    private const int KeyColumnIndex = 0;

    private readonly Lazy<(RatingMatrix Ratings, int[] Rows)> _pivoted;

    public PivotedView(IHost host, DataViewSchema schema, IDataView source, RatingReader reader)
        : base(schema) =>
        _pivoted = new(() => Pivot(host, source, reader), LazyThreadSafetyMode.ExecutionAndPublication);

    public override long? GetRowCount() => _pivoted.IsValueCreated ? _pivoted.Value.Rows.Length : null;

    protected override int ReadRowCount() => _pivoted.Value.Rows.Length;

    protected override Delegate CreateGetter(DataViewSchema.Column column, Cursor cursor) => column.Index == KeyColumnIndex
        ? KeyColumn.CreateKeyGetter((KeyDataViewType)column.Type, () => _pivoted.Value.Rows[cursor.Row])
        : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> vector) => GetVector(_pivoted.Value.Rows[cursor.Row], ref vector));

    private void GetVector(int row, ref VBuffer<float> vector)
    {
        var ratings = _pivoted.Value.Ratings;
        var editor = VBufferEditor.Create(ref vector, ratings.ColumnCount, ratings.CountOf(row));
        ratings.ValuesOf(row).CopyTo(editor.Values);
        if (!editor.Indices.IsEmpty) // a row that is rated in every column is a dense vector, without indices
            ratings.ColumnsOf(row).CopyTo(editor.Indices);
        vector = editor.Commit();
    }

    private static (RatingMatrix Ratings, int[] Rows) Pivot(IHost host, IDataView source, RatingReader reader)
    {
        using var channel = host.Start("Pivot");
        var read = reader.Read(source, channel);
        var ratings = read.Where(entry => read.Values[entry] != 0);
        if (ratings.Count < read.Count)
        {
            channel.Warning(
                MessageSensitivity.None,
                "Left out {0} ratings of zero: in a vector they look like no rating. Train on the keys (Trainers.AutoRec) to use them.",
                read.Count - ratings.Count);
        }

        var rows = Enumerable.Range(0, read.RowCount).Where(row => read.CountOf(row) > 0).ToArray();
        channel.Info(MessageSensitivity.None, "Pivoted {0} ratings into {1} rows of {2} columns.", ratings.Count, rows.Length, ratings.ColumnCount);
        return (ratings, rows);
    }
}
