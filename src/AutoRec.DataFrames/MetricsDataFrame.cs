namespace AutoRec.DataFrames;

/// <summary>Converts ratings, predictions and metrics between ML.NET and <see cref="DataFrame"/>.</summary>
public static partial class AutoRecDataFrames
{
    /// <summary>Converts the metrics of one model to one row. The columns have the names of the properties.</summary>
    /// <example>
    /// <code>
    /// var frame = mlContext.Recommendation().Evaluate(model.Transform(test)).ToDataFrame();
    /// Console.WriteLine($"{frame.Columns[0].Name} {frame["RootMeanSquaredError"][0]:F1}");
    /// // Expected output:
    /// // RootMeanSquaredError 0.9
    /// </code>
    /// </example>
    public static DataFrame ToDataFrame(this RegressionMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return Create([metrics]);
    }

    /// <summary>Converts the metrics of several models, with one row for each model.</summary>
    /// <example>
    /// <code>
    /// var metrics = mlContext.Recommendation().Evaluate(model.Transform(test));
    /// var frame = new[] { ("first", metrics), ("second", metrics) }.ToDataFrame();
    /// Console.WriteLine(string.Join(", ", frame["Model"].Cast&lt;string>()));
    /// // Expected output:
    /// // first, second
    /// </code>
    /// </example>
    public static DataFrame ToDataFrame(this IEnumerable<(string Model, RegressionMetrics Metrics)> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var rows = models.ToList();
        return Create(rows.Select(row => row.Metrics), new StringDataFrameColumn("Model", rows.Select(row => row.Model)));
    }

    /// <summary>Converts the results of <c>CrossValidate</c> with the name of the model and the number of cold rows in each fold.</summary>
    /// <param name="folds">The results of a pipeline that maps ids to keys, so that ids without training ratings have no key.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="matrixColumnIndexColumnName">The key column of the users.</param>
    /// <param name="matrixRowIndexColumnName">The key column of the items.</param>
    /// <returns>The columns <c>Model</c>, <c>Fold</c>, the metrics, and <c>ColdRows</c>, the number of rows without a key.</returns>
    /// <exception cref="ArgumentException">A column is missing or is no key.</exception>
    /// <example>
    /// <code>
    /// var pipeline = keys.Append(mlContext.Recommendation().Trainers.AutoRec(hiddenUnits: 16, epochs: 5));
    /// var folds = mlContext.Recommendation().CrossValidate(train, pipeline, numberOfFolds: 2);
    /// var summary = folds.ToDataFrame("small", "user", "item").Summarize("Model", "RootMeanSquaredError", "ColdRows");
    /// Console.WriteLine(string.Join(", ", summary.Columns.Select(column => column.Name)));
    /// // Expected output:
    /// // Model, Runs, RootMeanSquaredError, RootMeanSquaredErrorDeviation, ColdRows, ColdRowsDeviation
    /// </code>
    /// </example>
    public static DataFrame ToDataFrame(
        this IEnumerable<TrainCatalogBase.CrossValidationResult<RegressionMetrics>> folds,
        string model,
        string matrixColumnIndexColumnName,
        string matrixRowIndexColumnName)
    {
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(model);
        var rows = folds.ToList();
        var frame = Create(
            rows.Select(row => row.Metrics),
            new StringDataFrameColumn("Model", rows.Select(_ => model)),
            new Int32DataFrameColumn("Fold", rows.Select(row => row.Fold)));
        var cold = rows.Select(row => CountCold(row.ScoredHoldOutSet, matrixColumnIndexColumnName, matrixRowIndexColumnName));
        frame.Columns.Add(new Int32DataFrameColumn("ColdRows", cold));
        return frame;
    }

    private static int CountCold(IDataView scored, params string[] keyColumnNames)
    {
        if (keyColumnNames.FirstOrDefault(name => scored.Schema.GetColumnOrNull(name)?.Type is not KeyDataViewType) is { } wrong)
            throw new ArgumentException($"The pipeline's output has no key column '{wrong}'; expected a column of MapValueToKey.");

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
