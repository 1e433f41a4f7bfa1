using AutoRec.Model;
using AutoRec.Scoring;
using Microsoft.ML;

namespace AutoRec;

/// <summary>What the transformers have in common that score pairs of a matrix column index (user) and a matrix row index (item).</summary>
/// <typeparam name="TModel">What scores.</typeparam>
public abstract class PairScoringTransformer<TModel> : ScoringTransformer<TModel>
    where TModel : class
{
    private protected PairScoringTransformer(TModel model, string matrixColumnIndexColumnName, string matrixRowIndexColumnName)
        : base(model) => (MatrixColumnIndexColumnName, MatrixRowIndexColumnName) = (matrixColumnIndexColumnName, matrixRowIndexColumnName);

    /// <summary>The key column of the matrix's columns (users).</summary>
    public string MatrixColumnIndexColumnName { get; }

    /// <summary>The key column of the matrix's rows (items).</summary>
    public string MatrixRowIndexColumnName { get; }

    /// <summary>The model, as what it does here. (A public type parameter cannot be bound to an internal interface.)</summary>
    private protected abstract IPairScorer Scorer { get; }

    private protected sealed override AppendingRowMapper Bind(DataViewSchema inputSchema) =>
        new PairScoreMapper(Scorer, inputSchema, MatrixColumnIndexColumnName, MatrixRowIndexColumnName);

    private protected void Write(BinaryWriter writer, Action<BinaryWriter, TModel> writeModel) => ModelPayload.Write(writer, content =>
    {
        content.Write(MatrixColumnIndexColumnName);
        content.Write(MatrixRowIndexColumnName);
        writeModel(content, Model);
    });

    private protected static TTransformer Read<TTransformer>(BinaryReader reader, Func<BinaryReader, int, TModel> readModel, Func<TModel, string, string, TTransformer> create) =>
        ModelPayload.Read(reader, (content, format) =>
        {
            var (column, row) = (content.ReadString(), content.ReadString());
            return create(readModel(content, format), column, row);
        });
}
