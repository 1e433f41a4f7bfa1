namespace AutoRec.DataViews;

/// <summary>A view without rows, of one column: a vector of Single.</summary>
internal sealed class EmptyVectorView(string name, int length) : IndexedDataView(SchemaOf(name, length))
{
    public override long? GetRowCount() => 0;
    protected override int ReadRowCount() => 0;

    protected override Delegate CreateGetter(DataViewSchema.Column column, Cursor cursor) =>
        (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => throw new InvalidOperationException("The view has no rows."));

    private static DataViewSchema SchemaOf(string name, int length)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(name, new VectorDataViewType(NumberDataViewType.Single, length));
        return schema.ToSchema();
    }
}
