using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace AutoRec;

/// <summary>
/// What <c>mlContext.Recommendation()</c> is where Microsoft.ML.Recommender is not referenced. It has the same members as that
/// package's catalog, less its matrix factorization: write <c>var</c>, and the code compiles with either.
/// </summary>
public sealed class RatingPredictionCatalog
{
    private readonly RegressionCatalog _regression;

    internal RatingPredictionCatalog(IHostEnvironment environment)
    {
        _regression = (environment as MLContext)?.Regression ?? new RegressionCatalog(environment);
        Trainers = new RatingPredictionTrainers(_regression);
    }

    /// <summary>The trainers; <c>AutoRec</c>, <c>AutoRecBlend</c> and <c>AutoRecMatrix</c> come with the package AutoRec.MLNet.</summary>
    public RatingPredictionTrainers Trainers { get; }

    /// <summary>Where extension methods add trainers.</summary>
    public sealed class RatingPredictionTrainers : TrainCatalogBase.CatalogInstantiatorBase
    {
        internal RatingPredictionTrainers(TrainCatalogBase owner)
            : base(owner)
        {
        }
    }

    /// <summary>As <c>mlContext.Regression.Evaluate</c>: RMSE, MAE and R² of scored ratings.</summary>
    /// <param name="data">Scored ratings.</param>
    /// <param name="labelColumnName">The ratings, Single.</param>
    /// <param name="scoreColumnName">The scores, Single.</param>
    public RegressionMetrics Evaluate(IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score") =>
        _regression.Evaluate(data, labelColumnName, scoreColumnName);

    /// <summary>As <c>mlContext.Regression.CrossValidate</c>, for a pipeline that scores rating by rating.</summary>
    /// <param name="data">The ratings.</param>
    /// <param name="estimator">Key mapping and trainer.</param>
    /// <param name="numberOfFolds">At least 2.</param>
    /// <param name="labelColumnName">The ratings, Single.</param>
    /// <param name="samplingKeyColumnName">Rows of the same value here are kept in the same fold.</param>
    /// <param name="seed">Of the split into folds.</param>
    /// <exception cref="ArgumentException">The pipeline pivots: its rows are items, and no rating is left to compare with.</exception>
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
        if (estimator.GetOutputSchema(SchemaShape.Create(data.Schema)).All(column => column.Name != labelColumnName))
        {
            throw new ArgumentException(
                $"The pipeline's output has no '{labelColumnName}': it makes one row of many ratings (PivotRatings), so folds of ratings cannot be scored with it. Cross-validate the keyed trainer (Trainers.AutoRec), or split the ratings, pivot the training part and compare with mlContext.Regression.EvaluateReconstruction.",
                nameof(estimator));
        }

        return _regression.CrossValidate(data, estimator, numberOfFolds, labelColumnName, samplingKeyColumnName, seed);
    }
}
