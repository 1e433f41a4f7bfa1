using AutoRec.DataFrames;
using Microsoft.Data.Analysis;

namespace AutoRec.Examples.Compare;

/// <summary>The runs summed up over the splits, a row for each model; as a <see cref="DataFrame"/>, from which all output is made.</summary>
internal sealed class ComparisonTable
{
    public const string Difference = "difference";
    public const string DifferenceError = "differenceError";
    public const string SplitsAhead = "splitsAhead";

    private ComparisonTable(DataFrame runs, DataFrame frame, ComparedModel? reference) => (Runs, Frame, Reference) = (runs, frame, reference);

    /// <summary>A row for each model and split.</summary>
    public DataFrame Runs { get; }

    /// <summary>A row for each model that was trained.</summary>
    public DataFrame Frame { get; }

    /// <summary>
    /// What the others are compared with: the best of the built-in factorizations, and where none was trained, the best of our own. The best
    /// is meant on the test ratings: chosen in its favour, and to the disadvantage of all others.
    /// </summary>
    public ComparedModel? Reference { get; }

    public static ComparisonTable Create(IReadOnlyList<ModelRun> runs)
    {
        var runFrame = RunFrame.Create(runs);
        var table = runFrame.Summarize(RunFrame.Model, RunFrame.Figures);
        var reference = runs.GroupBy(run => run.Model)
            .Where(ofModel => ofModel.Key.Factorization != FactorizationKind.None)
            .OrderByDescending(ofModel => ofModel.Key.Factorization)
            .ThenBy(ofModel => ofModel.Average(run => run.Errors.RootMeanSquaredError))
            .FirstOrDefault()?.Key;
        if (reference is not null)
        {
            // Summarize and PairedDifferences have the models in the same order.
            var differences = runFrame.PairedDifferences(RunFrame.Model, RunFrame.Split, RunFrame.Rmse, reference.Name);
            table.Columns.Add(Renamed(differences, ComparisonDataFrame.DifferenceColumnName, Difference));
            table.Columns.Add(Renamed(differences, ComparisonDataFrame.StandardErrorColumnName, DifferenceError));
            table.Columns.Add(Renamed(differences, ComparisonDataFrame.LowerColumnName, SplitsAhead));
        }

        return new(runFrame, table, reference);
    }

    /// <summary>The row of a model; null where it was not trained.</summary>
    public Func<string, double>? FiguresOf(ComparedModel model)
    {
        var row = ((StringDataFrameColumn)Frame[RunFrame.Model]).ToList().IndexOf(model.Name);
        return row < 0 ? null : column => Convert.ToDouble(Frame[column][row], null);
    }

    public static string DeviationOf(string figure) => figure + ComparisonDataFrame.DeviationSuffix;

    private static DataFrameColumn Renamed(DataFrame frame, string name, string newName)
    {
        var column = frame[name].Clone();
        column.SetName(newName);
        return column;
    }
}
