using AutoRec.DataViews;
using AutoRec.Interop;

namespace AutoRec.Datasets;

/// <summary>Appends the features of the ids in a column of Int32, as sparse vectors of Single with slot names.</summary>
/// <param name="input">The schema of the data.</param>
/// <param name="idColumnName">The column of the ids.</param>
/// <param name="name">The name of the new column.</param>
/// <param name="table">The features.</param>
internal sealed class FeatureMapper(DataViewSchema input, string idColumnName, string name, FeatureTable table)
    : AppendingRowMapper(input, Appended(name, table))
{
    private readonly DataViewSchema.Column _id = Columns.FindScalar(input, idColumnName, "id", NumberDataViewType.Int32);

    protected override IEnumerable<DataViewSchema.Column> Needed => [_id];

    protected override Delegate[] CreateGetters(DataViewRow input)
    {
        var getter = input.GetGetter<int>(_id);
        var id = 0;
        ValueGetter<VBuffer<float>> features = (ref VBuffer<float> value) =>
        {
            getter(ref id);
            var vector = table[id];
            var editor = VBufferEditor.Create(ref value, table.Names.Length, vector.Count);
            if (!editor.Indices.IsEmpty) // A vector with all slots is dense, and has no indices.
                vector.Slots.CopyTo(editor.Indices);
            vector.Values.CopyTo(editor.Values);
            value = editor.Commit();
        };
        return [features];
    }

    protected override void AddTo(OnnxGraph graph) => throw new NotSupportedException(
        $"'{name}' is joined from files, which an ONNX graph cannot read; expected data without it. Export with the ratings alone.");

    private static DataViewSchema.DetachedColumn Appended(string name, FeatureTable table)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        VBuffer<ReadOnlyMemory<char>> names = new(table.Names.Length, Array.ConvertAll(table.Names, one => one.AsMemory()));
        annotations.Add(
            KeyNames.SlotAnnotation,
            new VectorDataViewType(TextDataViewType.Instance, table.Names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
        return new(name, new VectorDataViewType(NumberDataViewType.Single, table.Names.Length), annotations.ToAnnotations());
    }
}
