namespace AutoRec.Scoring;

/// <summary>Predicts all ratings of new rows with a model that was trained on keys. Its pipeline is saved instead of it.</summary>
internal sealed class NewRowTransformer(NewRowModel model, string ratingsColumnName) : ITransformer
{
    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => GetRowToRowMapper(inputSchema).OutputSchema;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Bind(inputSchema);
    }

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Bind(input.Schema).Map(input);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException(
        "The result of CreateReconstruction cannot be saved; expected the pipeline that it was created from. "
        + "Save that pipeline, and call CreateReconstruction after loading it.");

    private NewRowMapper Bind(DataViewSchema input) => new(model, input, ratingsColumnName);
}
