using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.DataFrames;

/// <summary>Metrics as a <see cref="DataFrame"/>, whose columns are named as the properties of <see cref="RegressionMetrics"/> are.</summary>
public static partial class AutoRecDataFrames
{
    /// <summary>The column of the models' names.</summary>
    public const string ModelColumnName = "Model";

    /// <summary>The column of the folds' numbers.</summary>
    public const string FoldColumnName = "Fold";

    /// <summary>The column of the numbers of rows whose user or item was not in training.</summary>
    public const string ColdRowsColumnName = "ColdRows";

    /// <summary>The metrics of one model, as one row.</summary>
    public static DataFrame ToDataFrame(this RegressionMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return Create([metrics]);
    }

    /// <summary>The metrics of several models, a row for each.</summary>
    public static DataFrame ToDataFrame(this IEnumerable<(string Model, RegressionMetrics Metrics)> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var rows = models.ToList();
        return Create(rows.Select(row => row.Metrics), new StringDataFrameColumn(ModelColumnName, rows.Select(row => row.Model)));
    }

    /// <summary>What <c>CrossValidate</c> found, a row for each fold.</summary>
    public static DataFrame ToDataFrame(this IEnumerable<TrainCatalogBase.CrossValidationResult<RegressionMetrics>> folds)
    {
        ArgumentNullException.ThrowIfNull(folds);
        var rows = folds.ToList();
        return Create(rows.Select(row => row.Metrics), new Int32DataFrameColumn(FoldColumnName, rows.Select(row => row.Fold)));
    }

    /// <summary>What <c>CrossValidate</c> found of a model, a row for each fold, with the number of cold rows.</summary>
    /// <remarks>
    /// Mean and spread over the folds are <c>frame.Summarize("Model", "RootMeanSquaredError", "ColdRows")</c>; several models go into one frame with
    /// <c>frame.Append(other.Rows, inPlace: true)</c>.
    /// </remarks>
    /// <param name="folds">Of a pipeline that maps ids to keys itself, so that what is not in a fold's training ratings has no key.</param>
    /// <param name="model">What to call the model.</param>
    /// <param name="matrixColumnIndexColumnName">The key column of the users.</param>
    /// <param name="matrixRowIndexColumnName">The key column of the items.</param>
    /// <returns>The columns <c>Model</c>, <c>Fold</c>, those of the metrics, and <c>ColdRows</c>: rows whose user or item has no key.</returns>
    /// <exception cref="ArgumentException">A column is missing or is no key.</exception>
    public static DataFrame ToDataFrame(
        this IEnumerable<TrainCatalogBase.CrossValidationResult<RegressionMetrics>> folds,
        string model,
        string matrixColumnIndexColumnName,
        string matrixRowIndexColumnName)
    {
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(model);
        var rows = folds.ToList();
        var frame = rows.ToDataFrame();
        frame.Columns.Insert(0, new StringDataFrameColumn(ModelColumnName, rows.Select(_ => model)));
        frame.Columns.Add(new Int32DataFrameColumn(ColdRowsColumnName, rows.Select(row => CountCold(row.ScoredHoldOutSet, matrixColumnIndexColumnName, matrixRowIndexColumnName))));
        return frame;
    }

    private static int CountCold(IDataView scored, params string[] keyColumnNames)
    {
        foreach (var name in keyColumnNames)
        {
            if (scored.Schema.GetColumnOrNull(name)?.Type is not KeyDataViewType)
                throw new ArgumentException($"What the pipeline makes of the ratings has no key column '{name}'. Name the columns that MapValueToKey makes.");
        }

        var keys = scored.ToPredictionsDataFrame(keyColumnNames);
        return Enumerable.Range(0, (int)keys.Rows.Count).Count(row => keys.Columns.Any(column => column[row] is null));
    }

    private static DataFrame Create(IEnumerable<RegressionMetrics> metrics, params IEnumerable<DataFrameColumn> names)
    {
        var rows = metrics.ToList();
        return new DataFrame(
        [
            .. names,
            Column(nameof(RegressionMetrics.RootMeanSquaredError), m => m.RootMeanSquaredError),
            Column(nameof(RegressionMetrics.MeanSquaredError), m => m.MeanSquaredError),
            Column(nameof(RegressionMetrics.MeanAbsoluteError), m => m.MeanAbsoluteError),
            Column(nameof(RegressionMetrics.RSquared), m => m.RSquared),
            Column(nameof(RegressionMetrics.LossFunction), m => m.LossFunction),
        ]);

        DataFrameColumn Column(string name, Func<RegressionMetrics, double> value) => new DoubleDataFrameColumn(name, rows.Select(value));
    }
}
