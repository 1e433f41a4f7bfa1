using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML;

/// <summary>
/// The public shape of the package Microsoft.ML.Recommender, by which our package is compiled beside it: its names, receivers and
/// parameters. What it computes is the mean of all ratings.
/// </summary>
public static class RecommenderCatalog
{
    public static RecommendationCatalog Recommendation(this MLContext ctx) => new(ctx);
}

public sealed class RecommendationCatalog : TrainCatalogBase
{
    private readonly MLContext _context;

    internal RecommendationCatalog(MLContext context)
        : base(context, nameof(RecommendationCatalog))
    {
        _context = context;
        Trainers = new RecommendationTrainers(this);
    }

    public RecommendationTrainers Trainers { get; }

    public RegressionMetrics Evaluate(IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score") =>
        _context.Regression.Evaluate(data, labelColumnName, scoreColumnName);

    public IReadOnlyList<CrossValidationResult<RegressionMetrics>> CrossValidate(
        IDataView data,
        IEstimator<ITransformer> estimator,
        int numberOfFolds = 5,
        string labelColumnName = "Label",
        string? samplingKeyColumnName = null,
        int? seed = null) =>
        _context.Regression.CrossValidate(data, estimator, numberOfFolds, labelColumnName, samplingKeyColumnName, seed);

    public sealed class RecommendationTrainers : CatalogInstantiatorBase
    {
        private readonly RecommendationCatalog _catalog;

        internal RecommendationTrainers(RecommendationCatalog catalog)
            : base(catalog) => _catalog = catalog;

        public MatrixFactorizationTrainer MatrixFactorization(
            string labelColumnName,
            string matrixColumnIndexColumnName,
            string matrixRowIndexColumnName,
            int approximationRank = 8,
            double learningRate = 0.1,
            int numberOfIterations = 20) => MatrixFactorization(new MatrixFactorizationTrainer.Options
            {
                LabelColumnName = labelColumnName,
                MatrixColumnIndexColumnName = matrixColumnIndexColumnName,
                MatrixRowIndexColumnName = matrixRowIndexColumnName,
                ApproximationRank = approximationRank,
                LearningRate = learningRate,
                NumberOfIterations = numberOfIterations,
            });

        public MatrixFactorizationTrainer MatrixFactorization(MatrixFactorizationTrainer.Options options) =>
            new(_catalog._context, options);
    }
}
