using AutoRec.Interop;
using AutoRec.Model;
using AutoRec.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace AutoRec;

/// <summary>
/// Scores pairs of a matrix column index (user) and a matrix row index (item) with a trained AutoRec.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// | Column | Type | Description |
/// | -- | -- | -- |
/// | `MatrixColumnIndexColumnName` | key | read: the user, with the key mapping of training |
/// | `MatrixRowIndexColumnName` | key | read: the item, likewise |
/// | `Score` | `Single` | appended: the predicted rating, in the label's units |
///
/// A missing key, and one without training ratings, is scored by `Model.ColdStart`. The transformer is stateless, holds no native memory
/// and needs no libtorch; any number of cursors and prediction engines can use it at once.
/// ]]></format>
/// </remarks>
public sealed class AutoRecPredictionTransformer : IPredictionTransformer<AutoRecModelParameters>, IStoredTransformer<AutoRecPredictionTransformer>
{
    internal const string LoaderSignature = "AutoRecPrediction";

    internal AutoRecPredictionTransformer(AutoRecModelParameters model, string matrixColumnIndexColumnName, string matrixRowIndexColumnName) =>
        (Model, MatrixColumnIndexColumnName, MatrixRowIndexColumnName) = (model, matrixColumnIndexColumnName, matrixRowIndexColumnName);

    /// <summary>The trained model.</summary>
    public AutoRecModelParameters Model { get; }

    /// <summary>The key column of the matrix's columns (users).</summary>
    public string MatrixColumnIndexColumnName { get; }

    /// <summary>The key column of the matrix's rows (items).</summary>
    public string MatrixRowIndexColumnName { get; }

    /// <summary>True: each row is scored by itself.</summary>
    public bool IsRowToRowMapper => true;

    static string IStoredTransformer<AutoRecPredictionTransformer>.LoaderSignature => LoaderSignature;

    static string IStoredTransformer<AutoRecPredictionTransformer>.ModelSignature => "AUTOREC ";

    /// <summary>The schema of <paramref name="inputSchema"/> with <c>Score</c> appended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A key column is missing, not a key, or has another number of keys than in training.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>The mapper of single rows of <paramref name="inputSchema"/>, as the prediction engine uses it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="GetOutputSchema"/>.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    /// <summary><paramref name="input"/> with <c>Score</c> appended, computed as it is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="GetOutputSchema"/>.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Bind(input.Schema).Map(input);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => StoredTransformer.Save(ctx, this);

    void IStoredTransformer<AutoRecPredictionTransformer>.Write(BinaryWriter writer) => ModelPayload.Write(writer, content =>
    {
        content.Write(MatrixColumnIndexColumnName);
        content.Write(MatrixRowIndexColumnName);
        AutoRecModelFormat.Write(content, Model);
    });

    static AutoRecPredictionTransformer IStoredTransformer<AutoRecPredictionTransformer>.Read(IHostEnvironment environment, BinaryReader reader) =>
        ModelPayload.Read(reader, content =>
        {
            var (column, row) = (content.ReadString(), content.ReadString());
            return new AutoRecPredictionTransformer(AutoRecModelFormat.Read(content), column, row);
        });

    private PairScoreMapper Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new PairScoreMapper(Model, inputSchema, MatrixColumnIndexColumnName, MatrixRowIndexColumnName);
    }
}
