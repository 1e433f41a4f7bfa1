using Microsoft.Data.Analysis;

namespace AutoRec.DataFrames;

/// <summary>
/// Compares models that were measured on the same splits of the data: from a frame with a row for each model and split (its name, and figures
/// in numeric columns) to one with a row for each model.
/// </summary>
public static class ComparisonDataFrame
{
    /// <summary>What is added to a figure's name for the column of its standard deviation over the splits.</summary>
    public const string DeviationSuffix = "Deviation";

    /// <summary>The column of the number of rows that a summary is made of.</summary>
    public const string RunsColumnName = "Runs";

    /// <summary>The column of the mean paired difference.</summary>
    public const string DifferenceColumnName = "Difference";

    /// <summary>The column of the standard error of the mean paired difference.</summary>
    public const string StandardErrorColumnName = "StandardError";

    /// <summary>The column of the number of pairs in which the model's figure is the lower one.</summary>
    public const string LowerColumnName = "Lower";

    /// <summary>Mean and standard deviation (of a sample: n − 1) of each figure, model by model, in the order of their first rows.</summary>
    /// <param name="runs">A row for each model and split.</param>
    /// <param name="modelColumn">The models' names, String, Int32 or Int64.</param>
    /// <param name="figureColumns">The figures, of any numeric type; a null counts as NaN.</param>
    /// <returns>
    /// The model column, <c>Runs</c>, and for each figure its mean under its own name and its deviation (NaN where there is one run) under its
    /// name with <c>Deviation</c>.
    /// </returns>
    /// <exception cref="ArgumentException">A column is missing or of another type.</exception>
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

    /// <summary>
    /// By how much each model's figure differs from that of a reference on the same split: the mean over the splits, with its standard error.
    /// A negative difference of an error is an improvement.
    /// </summary>
    /// <param name="runs">A row for each model and split.</param>
    /// <param name="modelColumn">The models' names, String, Int32 or Int64.</param>
    /// <param name="splitColumn">The splits' names or numbers, String, Int32 or Int64.</param>
    /// <param name="figureColumn">The figure, of any numeric type.</param>
    /// <param name="reference">The name of the model to compare with.</param>
    /// <returns>
    /// The model column (in it, the reference too), <c>Runs</c>: the number of pairs, <c>Difference</c>, <c>StandardError</c> (NaN where there is
    /// one pair) and <c>Lower</c>: in how many pairs the model's figure is below the reference's.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, the reference has no row, or a model has two rows for a split or one for a split that the
    /// reference has not.
    /// </exception>
    public static DataFrame PairedDifferences(this DataFrame runs, string modelColumn, string splitColumn, string figureColumn, string reference)
    {
        var models = RowsByModel(runs, modelColumn);
        var splits = FrameColumns.ReadNames(runs, splitColumn, "split");
        var numbers = FrameColumns.ReadNumbers(runs, figureColumn);
        var rows = models.Find(model => model.Key == reference) ?? throw new ArgumentException(
            $"There is no row of '{reference}' in the column '{modelColumn}'. The models are {string.Join(", ", models.Select(model => $"'{model.Key}'"))}: name one of them.");
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
            $"'{model}' has a row for the split '{split}', and the reference '{reference}' has none. Compare over splits that both were measured on.");

        void CheckOncePerSplit(IGrouping<string, int> model)
        {
            if (model.GroupBy(row => splits[row]).FirstOrDefault(split => split.Count() > 1) is { } twice)
                throw new ArgumentException($"'{model.Key}' has {twice.Count()} rows for the split '{twice.Key}'; expected one. Give the splits different names.");
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
