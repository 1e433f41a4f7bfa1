using AutoRec;
using AutoRec.DataViews;
using AutoRec.Evaluation;
using AutoRec.Interop;
using AutoRec.Pivot;
using AutoRec.Scoring;

namespace Microsoft.ML;

/// <summary>Adds the catalog of rating prediction, the pivot of ratings and the evaluation of reconstructed rows.</summary>
public static class AutoRecTransformsCatalog
{
    /// <summary>The catalog of rating prediction: trainers, evaluation, cross-validation.</summary>
    /// <remarks>If Microsoft.ML.Recommender is referenced, the compiler chooses that package's more specific method.</remarks>
    /// <param name="environment">The <see cref="MLContext"/>.</param>
    /// <example>
    /// <code>
    /// var metrics = mlContext.Recommendation().Evaluate(model.Transform(test));
    /// Console.WriteLine($"{metrics.RootMeanSquaredError:F1}");
    /// // Expected output:
    /// // 0.9
    /// </code>
    /// </example>
    public static RatingPredictionCatalog Recommendation(this IHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return new RatingPredictionCatalog(environment);
    }

    /// <summary>Pivots keyed ratings into one row for each item, with its ratings as a sparse vector over the users.</summary>
    /// <remarks>
    /// Swap the two key columns for one row for each user. The pivoted rows have no label column: evaluate them with
    /// <see cref="EvaluateReconstruction"/>, and cross-validate a trainer on keys.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The name of the vector column.</param>
    /// <param name="matrixColumnIndexColumnName">The key column whose values become the slots (users).</param>
    /// <param name="matrixRowIndexColumnName">The key column whose values become the rows (items).</param>
    /// <param name="valueColumnName">The column of ratings, Single.</param>
    /// <exception cref="ArgumentException">A name is empty, or the same name is given twice.</exception>
    /// <example>
    /// <code>
    /// var ratings = keys.Fit(train).Transform(train);
    /// var matrix = mlContext.Transforms.PivotRatings("Ratings", "user", "item").Fit(ratings).Transform(ratings);
    /// Console.WriteLine(string.Join(", ", matrix.Schema.Select(column => column.Name)));
    /// // Expected output:
    /// // item, Ratings
    /// </code>
    /// </example>
    public static RatingPivotEstimator PivotRatings(
        this TransformsCatalog catalog,
        string outputColumnName,
        string matrixColumnIndexColumnName,
        string matrixRowIndexColumnName,
        string valueColumnName = "Label")
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(matrixColumnIndexColumnName);
        ArgumentException.ThrowIfNullOrEmpty(matrixRowIndexColumnName);
        ArgumentException.ThrowIfNullOrEmpty(valueColumnName);
        if (matrixRowIndexColumnName == matrixColumnIndexColumnName || matrixRowIndexColumnName == outputColumnName)
        {
            throw new ArgumentException(
                $"The row key '{matrixRowIndexColumnName}' has the name of the column key or of the output; expected different names.",
                nameof(matrixRowIndexColumnName));
        }

        return new RatingPivotEstimator(
            MLNetBorder.GetEnvironment(catalog),
            new PivotColumns(outputColumnName, matrixColumnIndexColumnName, matrixRowIndexColumnName, valueColumnName));
    }

    /// <summary>Evaluates reconstructed rows on held-out ratings, with the clipping and the cold-start rule of single scores.</summary>
    /// <remarks>Held-out ratings whose score or rating is NaN do not count; a warning in <c>mlContext.Log</c> gives their number.</remarks>
    /// <param name="catalog"><c>mlContext.Regression</c>.</param>
    /// <param name="model">The network that <c>AutoRecMatrix</c> trained, or a pipeline that ends with it.</param>
    /// <param name="ratings">The model's input: pivoted rows, or the keyed ratings for a pipeline with the pivot.</param>
    /// <param name="heldOut">The held-out ratings, with the key columns of the pivot, mapped by the same key mapping.</param>
    /// <param name="labelColumnName">The column of held-out ratings, Single.</param>
    /// <param name="matrixColumnIndexColumnName">The key column of the slots (users). Default: the one that was pivoted.</param>
    /// <param name="matrixRowIndexColumnName">The key column of the rows (items). Default: the one that was pivoted.</param>
    /// <exception cref="ArgumentException">The model does not end with an <c>AutoRecMatrix</c>, or a key column is unknown.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, of another type, or has another number of keys.</exception>
    /// <exception cref="InvalidOperationException">No held-out row has a rating and a score.</exception>
    /// <example>
    /// <code>
    /// var keyed = keys.Fit(train);
    /// var pivot = mlContext.Transforms.PivotRatings("Ratings", "user", "item");
    /// var network = pivot.Append(mlContext.Recommendation().Trainers.AutoRecMatrix("Ratings")).Fit(keyed.Transform(train));
    /// var metrics = mlContext.Regression.EvaluateReconstruction(network, keyed.Transform(train), heldOut: keyed.Transform(test));
    /// Console.WriteLine($"{metrics.RootMeanSquaredError:F1}");
    /// // Expected output:
    /// // 0.9
    /// </code>
    /// </example>
    public static RegressionMetrics EvaluateReconstruction(
        this RegressionCatalog catalog,
        ITransformer model,
        IDataView ratings,
        IDataView heldOut,
        string labelColumnName = "Label",
        string? matrixColumnIndexColumnName = null,
        string? matrixRowIndexColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(heldOut);
        var network = (model as IEnumerable<ITransformer>)?.LastOrDefault() ?? model;
        if (network is not AutoRecReconstructionTransformer reconstruction)
        {
            throw new ArgumentException(
                $"The model ends with {network.GetType().Name}; expected a network that AutoRecMatrix trained.", nameof(model));
        }

        var rows = model.Transform(ratings);
        var known = Columns.Find(rows.Schema, reconstruction.RatingsColumnName, "ratings");
        matrixRowIndexColumnName ??= NameOf(known, RatingVectorAnnotations.RowKey, nameof(matrixRowIndexColumnName));
        matrixColumnIndexColumnName ??= NameOf(known, RatingVectorAnnotations.ColumnKey, nameof(matrixColumnIndexColumnName));
        var row = KeyColumn.Find(rows.Schema, matrixRowIndexColumnName, "matrix row index").Column;
        var rowKeys = KeyColumn.ReadKeys(rows.Schema, row.Name, "matrix row index");

        // The slots have no ids, but those of the ratings do, if their keys are mapped already.
        var slotKeys = ratings.Schema.GetColumnOrNull(matrixColumnIndexColumnName) is { Type: KeyDataViewType }
            ? KeyColumn.ReadKeys(ratings.Schema, matrixColumnIndexColumnName, "matrix column index")
            : KeyMap.All(reconstruction.Rows.ColumnCount);

        var held = heldOut.Schema;
        var labels = RatingReader.ReadRows(
            heldOut,
            KeyColumn.FindSame(held, matrixRowIndexColumnName, "held-out matrix row index", rowKeys),
            KeyColumn.FindSame(held, matrixColumnIndexColumnName, "held-out matrix column index", slotKeys),
            Columns.FindSingle(held, labelColumnName, "held-out label"));
        var scored = ReconstructionEvaluation.Score(reconstruction.Rows, labels, rows, row, known);
        var counted = new CoverageView(
            new MLContext().Data.LoadFromEnumerable(scored), nameof(ReconstructionEvaluation.Scored.Label), ScoreColumn.Name);
        var metrics = catalog.Evaluate(counted);
        counted.Coverage.Check(MLNetBorder.GetEnvironment(catalog), labelColumnName, ScoreColumn.Name);
        return metrics;
    }

    private static string NameOf(DataViewSchema.Column ratings, string annotation, string parameter) =>
        RatingVectorAnnotations.GetText(ratings, annotation) ?? throw new ArgumentException(
            $"The column '{ratings.Name}' does not tell which key columns it was pivoted from; expected a column of PivotRatings. "
            + $"For other vectors, give {parameter}.",
            parameter);
}
