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
    private readonly KeyMap _rows;
    private readonly KeyMap _slots;

    internal RatingPivotTransformer(IHostEnvironment environment, PivotColumns columns, KeyMap rows, KeyMap slots)
    {
        _host = environment.Register(nameof(RatingPivotTransformer));
        (_columns, _rows, _slots) = (columns, rows, slots);
    }

    /// <summary>Always false, because a pivot combines many rows into one.</summary>
    public bool IsRowToRowMapper => false;

    static string IStoredTransformer<RatingPivotTransformer>.LoaderSignature => LoaderSignature;
    static string IStoredTransformer<RatingPivotTransformer>.ModelSignature => "AUTORECP";

    /// <summary>The pivoted schema: the row key and the vector.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, of another type, or has other keys than in the fit.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var row = KeyColumn.FindSame(inputSchema, _columns.MatrixRowIndex, "matrix row index", _rows);
        var column = KeyColumn.FindSame(inputSchema, _columns.MatrixColumnIndex, "matrix column index", _slots);
        Columns.FindSingle(inputSchema, _columns.Value, "label");

        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddText(RatingVectorAnnotations.RowKey, _columns.MatrixRowIndex);
        annotations.AddText(RatingVectorAnnotations.ColumnKey, _columns.MatrixColumnIndex);
        if (KeyNames.Of(column) is { } names)
            annotations.Add(KeyNames.SlotAnnotation, new VectorDataViewType(TextDataViewType.Instance, _slots.Count), names);

        var schema = new DataViewSchema.Builder();
        schema.AddColumn(row.Name, row.Type, row.Annotations);
        schema.AddColumn(_columns.Output, new VectorDataViewType(NumberDataViewType.Single, _slots.Count), annotations.ToAnnotations());
        return schema.ToSchema();
    }

    /// <summary>Not supported, because a pivot combines many rows into one.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new InvalidOperationException(
        "PivotRatings combines many rows into one, so it cannot map single rows. For a prediction engine, use the keyed AutoRec, or pass "
        + "vectors of ratings to a pipeline without the pivot.");

    /// <summary>Pivots the input. The first cursor reads it in one pass and keeps the result in memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, of another type, or has other keys than in the fit.</exception>
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
        KeyMapFormat.Write(content, _rows);
        KeyMapFormat.Write(content, _slots);
    });

    static RatingPivotTransformer IStoredTransformer<RatingPivotTransformer>.Read(IHostEnvironment environment, BinaryReader reader) =>
        ModelPayload.Read(reader, (content, format) =>
        {
            var columns = new PivotColumns(content.ReadString(), content.ReadString(), content.ReadString(), content.ReadString());
            return new RatingPivotTransformer(environment, columns, ReadKeys(), ReadKeys());

            KeyMap ReadKeys() => format >= 4
                ? KeyMapFormat.Read(content)
                : KeyMap.All(content.ReadCount("number of keys", 0, int.MaxValue));
        });
}
