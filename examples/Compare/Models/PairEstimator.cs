using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace AutoRec.Examples.Compare;

/// <summary>Makes an ML.NET estimator of a model in plain C#: reads the key columns of <see cref="Pipeline"/>, appends a Score.</summary>
/// <param name="mlContext">The context of the training.</param>
/// <param name="fit">Fits the model to ratings.</param>
internal sealed class PairEstimator(MLContext mlContext, Func<KeyedRatings, PairScorer> fit) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input)
    {
        var scorer = fit(KeyedRatings.Read(input));
        return new PairTransformer(CreateMapping(scorer.Score).Fit(input), scorer.Parameters);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => CreateMapping((_, _) => float.NaN).GetOutputSchema(inputSchema);

    // ML.NET's keys begin at 1, and 0 is a missing key.
    private CustomMappingEstimator<Pair, Scored> CreateMapping(Func<int, int, float> score) =>
        mlContext.Transforms.CustomMapping<Pair, Scored>(
            (pair, scored) => scored.Score = score((int)pair.User - 1, (int)pair.Item - 1), contractName: null);

    // ML.NET requires a count, and accepts columns with any other.
    private sealed class Pair
    {
        [ColumnName(Pipeline.User), KeyType(int.MaxValue)]
        public uint User { get; set; }

        [ColumnName(Pipeline.Item), KeyType(int.MaxValue)]
        public uint Item { get; set; }
    }

    private sealed class Scored
    {
        public float Score { get; set; }
    }

    /// <summary>A custom mapping with its parameters.</summary>
    internal sealed class PairTransformer(ITransformer mapping, IReadOnlyList<ReadOnlyMemory<float>> parameters) : ITransformer
    {
        public IReadOnlyList<ReadOnlyMemory<float>> Parameters => parameters;

        public bool IsRowToRowMapper => true;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => mapping.GetOutputSchema(inputSchema);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => mapping.GetRowToRowMapper(inputSchema);

        public IDataView Transform(IDataView input) => mapping.Transform(input);

        void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException("Only ML.NET can write to its model files.");
    }
}

/// <param name="Score">The score of a user and an item, by their indices (−1: unknown); NaN for no score.</param>
/// <param name="Parameters">The parameters that scoring needs.</param>
internal sealed record PairScorer(Func<int, int, float> Score, IReadOnlyList<ReadOnlyMemory<float>> Parameters);
