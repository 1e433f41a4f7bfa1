namespace AutoRec.DataFrames;

/// <summary>Converts ratings, predictions and metrics between ML.NET and <see cref="DataFrame"/>.</summary>
public static partial class AutoRecDataFrames
{
    /// <summary>Converts the metrics of one model to one row. The columns have the names of the properties.</summary>
    /// <exception cref="InvalidOperationException">The metrics are of no row, because every score or rating was NaN.</exception>
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
    /// <exception cref="InvalidOperationException">Metrics are of no row, because every score or rating was NaN.</exception>
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

    /// <summary>Converts the results of <c>CrossValidate</c> with the name of the model and the rows of each fold.</summary>
    /// <remarks>
    /// A row is cold if its key is missing, if an AutoRec or a blend has not seen its item or user in the fold's training, or if another
    /// recommender, such as ML.NET's matrix factorization, gives it no score. Metrics do not count rows without a score.
    /// </remarks>
    /// <param name="folds">The results of a pipeline that scores single ratings. Its keys may be mapped inside or outside of it.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="matrixColumnIndexColumnName">The key column of the users.</param>
    /// <param name="matrixRowIndexColumnName">The key column of the items.</param>
    /// <returns>
    /// The columns <c>Model</c>, <c>Fold</c>, the metrics, and the numbers <c>Rows</c>, <c>ColdRows</c> and <c>MissingScores</c> (the
    /// number of rows whose score is NaN).
    /// </returns>
    /// <exception cref="ArgumentException">A column is missing, is no key, or has another number of keys than the model.</exception>
    /// <exception cref="InvalidOperationException">A fold has no row with a score and a rating.</exception>
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
        var counts = rows.ConvertAll(row => RowCounts.Of(row, matrixColumnIndexColumnName, matrixRowIndexColumnName));
        var frame = Create(
            rows.Select(row => row.Metrics),
            new StringDataFrameColumn("Model", rows.Select(_ => model)),
            new Int32DataFrameColumn("Fold", rows.Select(row => row.Fold)));
        frame.Columns.Add(new Int32DataFrameColumn("Rows", counts.Select(count => count.Rows)));
        frame.Columns.Add(new Int32DataFrameColumn("ColdRows", counts.Select(count => count.Cold)));
        frame.Columns.Add(new Int32DataFrameColumn("MissingScores", counts.Select(count => count.MissingScores)));
        return frame;
    }

    private static DataFrame Create(IEnumerable<RegressionMetrics> metrics, params IEnumerable<DataFrameColumn> names)
    {
        var rows = metrics.ToList();
        // ML.NET reports an error of 0 if it skipped all rows. With perfect scores, R² is 1, or NaN if all ratings are equal.
        if (rows.FindIndex(row => row is { RootMeanSquaredError: 0, RSquared: 0 }) is >= 0 and var empty)
        {
            throw new InvalidOperationException(
                $"The metrics {empty} (from 0) are of no row: RMSE and R² are 0. ML.NET skips rows whose score or rating is NaN; expected "
                + "at least one row with both. Evaluate ratings of known items and users, or train with ColdStart.Mean.");
        }

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
