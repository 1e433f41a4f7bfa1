namespace AutoRec.DataFrames;

/// <summary>Compares models that were measured on the same splits. The frames have a row for each model and split.</summary>
public static class ComparisonDataFrame
{
    /// <summary>The suffix of the columns of standard deviations.</summary>
    public const string DeviationSuffix = "Deviation";

    /// <summary>The column with the number of rows in a summary.</summary>
    public const string RunsColumnName = "Runs";

    /// <summary>The column of mean differences to the reference model.</summary>
    public const string DifferenceColumnName = "Difference";

    /// <summary>The column of the standard errors of the mean differences.</summary>
    public const string StandardErrorColumnName = "StandardError";

    /// <summary>The column with the number of splits on which the model's figure is lower than the reference's.</summary>
    public const string LowerColumnName = "Lower";

    /// <summary>Computes the mean and the sample standard deviation of each figure for each model.</summary>
    /// <param name="runs">A frame with a row for each model and split.</param>
    /// <param name="modelColumn">The column of model names: String, Int32 or Int64.</param>
    /// <param name="figureColumns">The numeric columns to summarize; null counts as NaN.</param>
    /// <returns>The model column, <c>Runs</c>, and for each figure its mean and its deviation (NaN with one run).</returns>
    /// <exception cref="ArgumentException">A column is missing or of another type.</exception>
    /// <example>
    /// <code>
    /// var runs = new DataFrame(
    ///     new StringDataFrameColumn("model", ["A", "A", "B", "B"]),
    ///     new DoubleDataFrameColumn("rmse", [0.90, 0.92, 0.95, 0.95]));
    /// var summary = runs.Summarize("model", "rmse");
    /// Console.WriteLine($"{summary["rmse"][0]:F2} ± {summary["rmseDeviation"][0]:F3}");
    /// // Expected output:
    /// // 0.91 ± 0.014
    /// </code>
    /// </example>
    public static DataFrame Summarize(this DataFrame runs, string modelColumn, params IEnumerable<string> figureColumns)
    {
        ArgumentNullException.ThrowIfNull(figureColumns);
        var models = RowsByModel(runs, modelColumn);
        var summary = new DataFrame(
            new StringDataFrameColumn(modelColumn, models.Select(model => model.Key)),
            new Int32DataFrameColumn(RunsColumnName, models.Select(model => model.Count())));
        foreach (var figure in figureColumns)
        {
            var numbers = FrameColumns.ReadNumbers(runs, figure);
            var ofModels = models.ConvertAll(model => model.Select(row => numbers[row]).ToArray());
            summary.Columns.Add(new DoubleDataFrameColumn(figure, ofModels.Select(values => values.Average())));
            summary.Columns.Add(new DoubleDataFrameColumn(figure + DeviationSuffix, ofModels.Select(Deviation)));
        }

        return summary;
    }

    /// <summary>Computes the mean difference of each model's figure to a reference model on the same splits.</summary>
    /// <param name="runs">A frame with a row for each model and split.</param>
    /// <param name="modelColumn">The column of model names: String, Int32 or Int64.</param>
    /// <param name="splitColumn">The column of split names: String, Int32 or Int64.</param>
    /// <param name="figureColumn">The numeric column to compare.</param>
    /// <param name="reference">The name of the reference model.</param>
    /// <returns>
    /// A row for each model, with the reference: the model column, <c>Runs</c> (the number of splits), <c>Difference</c>,
    /// <c>StandardError</c> (NaN for one split) and <c>Lower</c> (the number of splits on which the model's figure is lower).
    /// </returns>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, the reference has no row, or a model has two rows for a split.
    /// </exception>
    /// <example>
    /// <code>
    /// var runs = new DataFrame(
    ///     new StringDataFrameColumn("model", ["A", "A", "B", "B"]),
    ///     new StringDataFrameColumn("split", ["u1", "u2", "u1", "u2"]),
    ///     new DoubleDataFrameColumn("rmse", [0.90, 0.92, 0.95, 0.94]));
    /// var differences = runs.PairedDifferences("model", "split", "rmse", reference: "B");
    /// Console.WriteLine($"{differences["Difference"][0]:F3}, lower in {differences["Lower"][0]} of {differences["Runs"][0]}");
    /// // Expected output:
    /// // -0.035, lower in 2 of 2
    /// </code>
    /// </example>
    public static DataFrame PairedDifferences(
        this DataFrame runs, string modelColumn, string splitColumn, string figureColumn, string reference)
    {
        var models = RowsByModel(runs, modelColumn);
        var splits = FrameColumns.ReadNames(runs, splitColumn, "split");
        var numbers = FrameColumns.ReadNumbers(runs, figureColumn);
        var rows = models.Find(model => model.Key == reference) ?? throw new ArgumentException(
            $"There is no row of '{reference}' in the column '{modelColumn}'. The models are "
            + $"{string.Join(", ", models.Select(model => $"'{model.Key}'"))}.");
        CheckOncePerSplit(rows);
        var references = rows.ToDictionary(row => splits[row], row => numbers[row]);

        var differences = models.ConvertAll(model =>
        {
            CheckOncePerSplit(model);
            return model.Select(row => numbers[row] - Reference(model.Key, splits[row])).ToArray();
        });
        return new DataFrame(
            new StringDataFrameColumn(modelColumn, models.Select(model => model.Key)),
            new Int32DataFrameColumn(RunsColumnName, differences.Select(values => values.Length)),
            new DoubleDataFrameColumn(DifferenceColumnName, differences.Select(values => values.Average())),
            new DoubleDataFrameColumn(StandardErrorColumnName, differences.Select(values => Deviation(values) / Math.Sqrt(values.Length))),
            new Int32DataFrameColumn(LowerColumnName, differences.Select(values => values.Count(value => value < 0))));

        double Reference(string model, string split) => references.TryGetValue(split, out var value) ? value : throw new ArgumentException(
            $"'{model}' has a row for the split '{split}', and the reference '{reference}' has none. Compare them on the same splits.");

        void CheckOncePerSplit(IGrouping<string, int> model)
        {
            if (model.GroupBy(row => splits[row]).FirstOrDefault(split => split.Count() > 1) is { } twice)
                throw new ArgumentException($"'{model.Key}' has {twice.Count()} rows for the split '{twice.Key}'; expected one.");
        }
    }

    private static List<IGrouping<string, int>> RowsByModel(DataFrame runs, string modelColumn)
    {
        var names = FrameColumns.ReadNames(runs, modelColumn, "model");
        return [.. Enumerable.Range(0, names.Length).GroupBy(row => names[row])];
    }

    private static double Deviation(double[] values)
    {
        if (values.Length < 2)
            return double.NaN;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
