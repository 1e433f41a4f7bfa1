using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.DataFrames;

/// <summary>Metrics as a <see cref="DataFrame"/>, whose columns are named as the properties of <see cref="RegressionMetrics"/> are.</summary>
public static class MetricsDataFrame
{
    /// <summary>The column of the models' names.</summary>
    public const string ModelColumnName = "Model";

    /// <summary>The column of the folds' numbers.</summary>
    public const string FoldColumnName = "Fold";

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
