using AutoRec.DataViews;
using AutoRec.Interop;
using AutoRec.Pivot;
using AutoRec.Saving;

namespace AutoRec;

/// <summary>Pivots ratings as <see cref="RatingPivotEstimator"/> describes. The first cursor reads the input.</summary>
public sealed class RatingPivotTransformer : ITransformer, IStoredTransformer<RatingPivotTransformer>
{
    internal const string LoaderSignature = "AutoRecRatingPivot";

    private readonly IHost _host;
    private readonly PivotColumns _columns;
    private readonly int _rowCount;
    private readonly int _columnCount;

    internal RatingPivotTransformer(IHostEnvironment environment, PivotColumns columns, int rowCount, int columnCount)
    {
        _host = environment.Register(nameof(RatingPivotTransformer));
        (_columns, _rowCount, _columnCount) = (columns, rowCount, columnCount);
    }

    /// <summary>Always false, because a pivot combines many rows into one.</summary>
    public bool IsRowToRowMapper => false;

    static string IStoredTransformer<RatingPivotTransformer>.LoaderSignature => LoaderSignature;
    static string IStoredTransformer<RatingPivotTransformer>.ModelSignature => "AUTORECP";

    /// <summary>The pivoted schema: the row key and the vector.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, of another type, or has another number of keys.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var row = KeyColumn.Find(inputSchema, _columns.MatrixRowIndex, "matrix row index", _rowCount).Column;
        var column = KeyColumn.Find(inputSchema, _columns.MatrixColumnIndex, "matrix column index", _columnCount).Column;
        Columns.FindSingle(inputSchema, _columns.Value, "label");

        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddText(RatingVectorAnnotations.RowKey, _columns.MatrixRowIndex);
        annotations.AddText(RatingVectorAnnotations.ColumnKey, _columns.MatrixColumnIndex);
        if (KeyNames.Of(column) is { } names)
            annotations.Add(RatingVectorAnnotations.SlotNames, new VectorDataViewType(TextDataViewType.Instance, _columnCount), names);

        var schema = new DataViewSchema.Builder();
        schema.AddColumn(row.Name, row.Type, row.Annotations);
        schema.AddColumn(_columns.Output, new VectorDataViewType(NumberDataViewType.Single, _columnCount), annotations.ToAnnotations());
        return schema.ToSchema();
    }

    /// <summary>Not supported, because a pivot combines many rows into one.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new InvalidOperationException(
        "PivotRatings combines many rows into one, so it cannot map single rows. For a prediction engine, use the keyed AutoRec, or pass "
        + "vectors of ratings to a pipeline without the pivot.");

    /// <summary>Pivots the input. The first cursor reads it in one pass and keeps the result in memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, of another type, or has another number of keys.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new PivotedView(_host, GetOutputSchema(input.Schema), input, _columns.CreateReader(input.Schema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => StoredTransformer.Save(ctx, this);

    void IStoredTransformer<RatingPivotTransformer>.Write(BinaryWriter writer) => ModelPayload.Write(writer, content =>
    {
        content.Write(_columns.Output);
        content.Write(_columns.MatrixColumnIndex);
        content.Write(_columns.MatrixRowIndex);
        content.Write(_columns.Value);
        content.Write(_rowCount);
        content.Write(_columnCount);
    });

    static RatingPivotTransformer IStoredTransformer<RatingPivotTransformer>.Read(IHostEnvironment environment, BinaryReader reader) =>
        ModelPayload.Read(reader, (content, _) =>
        {
            var columns = new PivotColumns(content.ReadString(), content.ReadString(), content.ReadString(), content.ReadString());
            return new RatingPivotTransformer(environment, columns, content.ReadInt32(), content.ReadInt32());
        });
}
