using AutoRec.DataViews;
using AutoRec.Interop;

namespace AutoRec.Pivot;

/// <summary>The rated rows of a rating matrix: the row's key and its ratings as a sparse vector.</summary>
internal sealed class PivotedView(IHost host, DataViewSchema schema, IDataView source, RatingReader reader)
    : IndexedDataView(schema), IOnnxView
{
    private const int KeyColumnIndex = 0;

    private readonly object _gate = new();
    private volatile Pivoted? _pivoted;

    /// <summary>The ratings of all rows with ratings, and the keys of these rows.</summary>
    private sealed record Pivoted(RatingMatrix Ratings, int[] RowKeys);

    public IDataView Input => source;

    public override long? GetRowCount() => _pivoted?.Ratings.RowCount;
    public void AddTo(OnnxGraph graph) => throw new NotSupportedException(
        "PivotRatings cannot be exported to ONNX, because it combines many rows into one; expected a pipeline that maps single rows. "
        + "Export the network behind it, with mlContext.Model.CreateReconstruction.");

    protected override int ReadRowCount() => Read().Ratings.RowCount;

    /// <summary>Reads the source once. After a failure the next cursor tries again, unlike a Lazy.</summary>
    private Pivoted Read()
    {
        if (_pivoted is { } pivoted)
            return pivoted;
        lock (_gate)
            return _pivoted ??= Pivot();
    }

    protected override Delegate CreateGetter(DataViewSchema.Column column, Cursor cursor) => column.Index == KeyColumnIndex
        ? KeyColumn.CreateKeyGetter((KeyDataViewType)column.Type, () => Read().RowKeys[cursor.Row])
        : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> vector) => GetVector(Read().Ratings, cursor.Row, ref vector));

    private static void GetVector(RatingMatrix ratings, int row, ref VBuffer<float> vector)
    {
        var editor = VBufferEditor.Create(ref vector, ratings.ColumnCount, ratings.CountOf(row));
        ratings.ValuesOf(row).CopyTo(editor.Values);
        if (!editor.Indices.IsEmpty) // A fully rated row is a dense vector without indices.
            ratings.ColumnsOf(row).CopyTo(editor.Indices);
        vector = editor.Commit();
    }

    private Pivoted Pivot()
    {
        using var channel = host.Start("Pivot");
        var (read, rows, _) = reader.Read(source, channel, columns: KeyMap.All(reader.ColumnKeyCount), withDigests: false);
        var ratings = read.Where(entry => read.Values[entry] != 0);
        if (ratings.Count < read.Count)
        {
            channel.Warning(
                MessageSensitivity.None,
                "Left out {0} ratings of zero, which a vector cannot hold. To use them, train on the keys (Trainers.AutoRec).",
                read.Count - ratings.Count);
        }

        channel.Info(
            MessageSensitivity.None, "Pivoted {0} ratings into {1} rows of {2} columns.",
            ratings.Count, ratings.RowCount, ratings.ColumnCount);
        return new Pivoted(ratings, [.. rows.Keys]);
    }
}
