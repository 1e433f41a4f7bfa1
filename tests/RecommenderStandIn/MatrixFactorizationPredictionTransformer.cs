using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.Recommender;

public sealed class MatrixFactorizationModelParameters
{
    internal MatrixFactorizationModelParameters()
    {
    }
}

public sealed class MatrixFactorizationPredictionTransformer : IPredictionTransformer<MatrixFactorizationModelParameters>
{
    private readonly ITransformer _mapping;

    internal MatrixFactorizationPredictionTransformer(ITransformer mapping, MatrixFactorizationModelParameters model) =>
        (_mapping, Model) = (mapping, model);

    public MatrixFactorizationModelParameters Model { get; }

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _mapping.GetOutputSchema(inputSchema);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _mapping.GetRowToRowMapper(inputSchema);

    public IDataView Transform(IDataView input) => _mapping.Transform(input);

    public void Save(ModelSaveContext ctx) => throw new NotSupportedException("The stand-in is not saved.");
}
