using Microsoft.ML.Data;
using Microsoft.ML.Trainers.Recommender;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Trainers;

public sealed class MatrixFactorizationTrainer
    : ITrainerEstimator<MatrixFactorizationPredictionTransformer, MatrixFactorizationModelParameters>
{
    private readonly MLContext _context;
    private readonly Options _options;

    internal MatrixFactorizationTrainer(MLContext context, Options options) => (_context, _options) = (context, options);

    public TrainerInfo Info { get; } = new(normalization: false, caching: true);

    public enum LossFunctionType
    {
        SquareLossRegression = 0,
        SquareLossOneClass = 12,
    }

    public sealed class Options
    {
        public string MatrixColumnIndexColumnName = "";
        public string MatrixRowIndexColumnName = "";
        public string LabelColumnName = "";
        public LossFunctionType LossFunction;
        public double Lambda = 0.1;
        public double LearningRate = 0.1;
        public int ApproximationRank = 8;
        public int NumberOfIterations = 20;
        public int? NumberOfThreads;
        public bool Quiet;
    }

    public MatrixFactorizationPredictionTransformer Fit(IDataView input)
    {
        var mean = input.GetColumn<float>(_options.LabelColumnName).Average();
        return new MatrixFactorizationPredictionTransformer(MapToMean(mean).Fit(input), new MatrixFactorizationModelParameters());
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => MapToMean(mean: 0).GetOutputSchema(inputSchema);

    private sealed class Nothing;

    private sealed class Scored
    {
        public float Score { get; set; }
    }

    private CustomMappingEstimator<Nothing, Scored> MapToMean(float mean) =>
        _context.Transforms.CustomMapping<Nothing, Scored>((_, scored) => scored.Score = mean, contractName: null);
}
