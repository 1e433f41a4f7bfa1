using AutoRec.DataViews;
using AutoRec.Interop;
using AutoRec.Pivot;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace AutoRec;

/// <summary>
/// Turns rows of (column key, row key, rating) into one row for each row key, with its ratings as a sparse vector over the column keys.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// | Column | Type | Description |
/// | -- | -- | -- |
/// | `matrixColumnIndexColumnName` | key of C values | read: becomes the slots |
/// | `matrixRowIndexColumnName` | key | read and kept: one row for each value that has ratings, in the order of the keys |
/// | `valueColumnName` | `Single` | read: the rating |
/// | `outputColumnName` | sparse vector of `Single` of length C | written; its slot names are the column keys' values |
///
/// The other columns are dropped. `Fit` reads no rows. To pivot the other way round, swap the two key columns.
/// ]]></format>
/// </remarks>
public sealed class RatingPivotEstimator : IEstimator<RatingPivotTransformer>
{
    private readonly IHost _host;
    private readonly PivotColumns _columns;

    internal RatingPivotEstimator(IHostEnvironment environment, PivotColumns columns) =>
        (_host, _columns) = (environment.Register(nameof(RatingPivotEstimator)), columns);

    /// <summary>Checks the columns and takes the numbers of their keys.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type above.</exception>
    public RatingPivotTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var reader = _columns.CreateReader(input.Schema);
        return new RatingPivotTransformer(_host, _columns, reader.RowCount, reader.ColumnCount);
    }

    /// <summary>The shape of the pivoted rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="Fit"/>.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var row = Columns.FindKey(inputSchema, _columns.MatrixRowIndex, "matrix row index");
        var column = Columns.FindKey(inputSchema, _columns.MatrixColumnIndex, "matrix column index");
        Columns.CheckSingle(inputSchema, _columns.Value, "label");
        var vector = MLNetBorder.VectorColumn(_columns.Output, NumberDataViewType.Single, new SchemaShape(RatingVectorAnnotations.ShapeOfPivot(column)));
        return new SchemaShape([row, vector]);
    }
}

/// <summary>The names of the columns that a pivot reads and writes.</summary>
internal sealed record PivotColumns(string Output, string MatrixColumnIndex, string MatrixRowIndex, string Value)
{
    public RatingReader CreateReader(DataViewSchema schema) => new(schema, MatrixRowIndex, MatrixColumnIndex, Value);
}
