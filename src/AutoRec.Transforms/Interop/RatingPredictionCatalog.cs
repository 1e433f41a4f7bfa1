using AutoRec.Evaluation;
using AutoRec.Interop;

namespace AutoRec;

/// <summary>
/// The result of <c>mlContext.Recommendation()</c> without the package Microsoft.ML.Recommender. It has the members of that package's
/// catalog except matrix factorization, so code with <c>var</c> compiles with either.
/// </summary>
public sealed class RatingPredictionCatalog
{
    private const string ScoreColumnName = "Score";

    private readonly IHostEnvironment _environment;
    private readonly RegressionCatalog _regression;

    internal RatingPredictionCatalog(IHostEnvironment environment)
    {
        _environment = environment;
        _regression = (environment as MLContext)?.Regression ?? new RegressionCatalog(environment);
        Trainers = new RatingPredictionTrainers(_regression);
    }

    /// <summary>
    /// The trainers. The package AutoRec.MLNet adds <c>AutoRec</c>, <c>AutoRecBlend</c>, <c>AutoRecOneClass</c> and <c>AutoRecMatrix</c>.
    /// </summary>
    public RatingPredictionTrainers Trainers { get; }

    /// <summary>The trainers of the catalog, added by extension methods.</summary>
    public sealed class RatingPredictionTrainers : TrainCatalogBase.CatalogInstantiatorBase
    {
        internal RatingPredictionTrainers(TrainCatalogBase owner)
            : base(owner)
        {
        }
    }

    /// <summary>Computes RMSE, MAE and R² of scored ratings, like <c>mlContext.Regression.Evaluate</c>.</summary>
    /// <remarks>Rows whose score or rating is NaN do not count; a warning in <c>mlContext.Log</c> gives their number.</remarks>
    /// <param name="data">Scored ratings.</param>
    /// <param name="labelColumnName">The column of ratings, Single.</param>
    /// <param name="scoreColumnName">The column of scores, Single.</param>
    /// <exception cref="InvalidOperationException">No row has a rating and a score.</exception>
    /// <example>
    /// <code>
    /// var metrics = mlContext.Recommendation().Evaluate(model.Transform(test));
    /// Console.WriteLine($"{metrics.RootMeanSquaredError:F1}");
    /// // Expected output:
    /// // 0.9
    /// </code>
    /// </example>
    public RegressionMetrics Evaluate(IDataView data, string labelColumnName = "Label", string scoreColumnName = ScoreColumnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        var counted = new CoverageView(data, labelColumnName, scoreColumnName);
        var metrics = _regression.Evaluate(counted, labelColumnName, scoreColumnName);
        counted.Coverage.Check(_environment, labelColumnName, scoreColumnName);
        return metrics;
    }

    /// <summary>Cross-validates a pipeline that scores single ratings, like <c>mlContext.Regression.CrossValidate</c>.</summary>
    /// <remarks>Rows whose score or rating is NaN do not count; a warning for each fold gives their number.</remarks>
    /// <param name="data">The ratings.</param>
    /// <param name="estimator">The pipeline with key mapping and trainer.</param>
    /// <param name="numberOfFolds">The number of folds, at least 2.</param>
    /// <param name="labelColumnName">The column of ratings, Single.</param>
    /// <param name="samplingKeyColumnName">The column whose equal values stay in one fold.</param>
    /// <param name="seed">The random seed of the folds.</param>
    /// <exception cref="ArgumentException">The pipeline pivots, so its rows are not ratings.</exception>
    /// <exception cref="InvalidOperationException">A fold has no row with a rating and a score.</exception>
    /// <example>
    /// <code>
    /// var pipeline = keys.Append(mlContext.Recommendation().Trainers.AutoRec(hiddenUnits: 16, epochs: 5));
    /// var folds = mlContext.Recommendation().CrossValidate(train, pipeline, numberOfFolds: 2);
    /// Console.WriteLine($"{folds.Count} folds");
    /// // Expected output:
    /// // 2 folds
    /// </code>
    /// </example>
    public IReadOnlyList<TrainCatalogBase.CrossValidationResult<RegressionMetrics>> CrossValidate(
        IDataView data,
        IEstimator<ITransformer> estimator,
        int numberOfFolds = 5,
        string labelColumnName = "Label",
        string? samplingKeyColumnName = null,
        int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(estimator);
        if (estimator.GetOutputSchema(MLNetBorder.ShapeOf(data.Schema)).All(column => column.Name != labelColumnName))
        {
            throw new ArgumentException(
                $"The pipeline's output has no column '{labelColumnName}', because PivotRatings combines many rows into one. "
                + "Cross-validate the keyed trainer (Trainers.AutoRec), or evaluate with mlContext.Regression.EvaluateReconstruction.",
                nameof(estimator));
        }

        var folds = _regression.CrossValidate(data, estimator, numberOfFolds, labelColumnName, samplingKeyColumnName, seed);
        foreach (var fold in folds)
        {
            // Another pass over the fold, because only ML.NET can create its results. It is short beside the training.
            Coverage.Read(fold.ScoredHoldOutSet, labelColumnName, ScoreColumnName)
                .Check(_environment, labelColumnName, ScoreColumnName, $"Fold {fold.Fold}: ");
        }

        return folds;
    }
}
