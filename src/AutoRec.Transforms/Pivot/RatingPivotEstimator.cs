using AutoRec.DataViews;
using AutoRec.Interop;
using AutoRec.Pivot;

namespace AutoRec;

/// <summary>Pivots ratings into one row for each row key, with its ratings as a sparse vector over the column keys.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// | Column | Type | Description |
/// | -- | -- | -- |
/// | `matrixColumnIndexColumnName` | key of C values | input: the slots |
/// | `matrixRowIndexColumnName` | key | input and output: one row for each rated key, in the order of the keys |
/// | `valueColumnName` | `Single` | input: the rating |
/// | `outputColumnName` | sparse vector of `Single` of length C | output; its slot names are the values of the column keys |
///
/// Other columns are dropped. `Fit` reads no rows. Swap the two key columns to pivot the other way.
/// ]]></format>
/// </remarks>
public sealed class RatingPivotEstimator : IEstimator<RatingPivotTransformer>
{
    private readonly IHost _host;
    private readonly PivotColumns _columns;

    internal RatingPivotEstimator(IHostEnvironment environment, PivotColumns columns) =>
        (_host, _columns) = (environment.Register(nameof(RatingPivotEstimator)), columns);

    /// <summary>Checks the columns and counts their keys.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public RatingPivotTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Columns.FindSingle(input.Schema, _columns.Value, "label");
        return new RatingPivotTransformer(
            _host,
            _columns,
            KeyColumn.ReadKeys(input.Schema, _columns.MatrixRowIndex, "matrix row index"),
            KeyColumn.ReadKeys(input.Schema, _columns.MatrixColumnIndex, "matrix column index"));
    }

    /// <summary>The shape of the pivoted rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var row = Columns.FindKey(inputSchema, _columns.MatrixRowIndex, "matrix row index");
        var column = Columns.FindKey(inputSchema, _columns.MatrixColumnIndex, "matrix column index");
        Columns.CheckSingle(inputSchema, _columns.Value, "label");
        var annotations = new SchemaShape(RatingVectorAnnotations.ShapeOfPivot(column));
        return new SchemaShape([row, MLNetBorder.VectorColumn(_columns.Output, NumberDataViewType.Single, annotations)]);
    }
}

/// <summary>The names of the columns that a pivot reads and writes.</summary>
internal sealed record PivotColumns(string Output, string MatrixColumnIndex, string MatrixRowIndex, string Value)
{
    public RatingReader CreateReader(DataViewSchema schema) => new(schema, MatrixRowIndex, MatrixColumnIndex, Value);
}
