using AutoRec.DataFrames;
using Microsoft.Data.Analysis;

namespace AutoRec.Examples.Compare;

/// <summary>The averages over the splits, with a row for each model. All output is made from it.</summary>
internal sealed class ComparisonTable
{
    public const string Difference = "difference";
    public const string DifferenceError = "differenceError";
    public const string SplitsAhead = "splitsAhead";

    private ComparisonTable(DataFrame runs, DataFrame frame, ComparedModel? reference) =>
        (Runs, Frame, Reference) = (runs, frame, reference);

    /// <summary>A row for each model and split.</summary>
    public DataFrame Runs { get; }

    /// <summary>A row for each model that was trained.</summary>
    public DataFrame Frame { get; }

    /// <summary>
    /// The model that the others are compared to: the best of ML.NET's factorizations; if none was trained, the best of our own. The best
    /// has the lowest test RMSE, which favors the reference.
    /// </summary>
    public ComparedModel? Reference { get; }

    public static ComparisonTable Create(IReadOnlyList<ModelRun> runs)
    {
        var runFrame = RunFrame.Create(runs);
        var table = runFrame.Summarize(RunFrame.Model, RunFrame.FiguresOf(runs));
        var reference = runs.Where(run => run.Ratings is not null).GroupBy(run => run.Model)
            .Where(ofModel => ofModel.Key.Factorization != FactorizationKind.None)
            .OrderByDescending(ofModel => ofModel.Key.Factorization)
            .ThenBy(ofModel => ofModel.Average(run => run.Ratings!.Errors.RootMeanSquaredError))
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

    /// <summary>The figures of a model by column; null if it was not trained.</summary>
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
