using AutoRec.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace AutoRec;

/// <summary>
/// What the transformers that score have in common: each row is scored by itself, by a mapper that is bound to the input's schema.
/// </summary>
/// <typeparam name="TModel">What scores.</typeparam>
public abstract class ScoringTransformer<TModel> : IPredictionTransformer<TModel>
    where TModel : class
{
    private protected ScoringTransformer(TModel model) => Model = model;

    /// <summary>The trained model.</summary>
    public TModel Model { get; }

    /// <summary>True: each row is scored by itself.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The schema of <paramref name="inputSchema"/> with <c>Score</c> appended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column that is read is missing, of another type, or has another number of keys or slots than in training.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => BindChecked(inputSchema).OutputSchema;

    /// <summary>The mapper of single rows of <paramref name="inputSchema"/>, as the prediction engine uses it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="GetOutputSchema"/>.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => BindChecked(inputSchema);

    /// <summary><paramref name="input"/> with <c>Score</c> appended, computed as it is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="GetOutputSchema"/>.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Bind(input.Schema).Map(input);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(ctx);

    private protected abstract void Save(ModelSaveContext context);

    private protected abstract AppendingRowMapper Bind(DataViewSchema inputSchema);

    private AppendingRowMapper BindChecked(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Bind(inputSchema);
    }
}
