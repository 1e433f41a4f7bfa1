using Microsoft.Data.Analysis;

namespace AutoRec.Examples.Compare;

/// <summary>The runs as a <see cref="DataFrame"/>, with a row for each model and split.</summary>
internal static class RunFrame
{
    public const string Model = "model";
    public const string Split = "split";
    public const string Rmse = "rmse";
    public const string RmseScoredByAll = "rmseScoredByAll";
    public const string Mae = "mae";
    public const string RSquared = "rSquared";
    public const string TestRows = "testRows";
    public const string ColdRows = "coldRows";
    public const string MissingScores = "missingScores";
    public const string TrainSeconds = "trainSeconds";
    public const string RowsPerSecondFirst = "rowsPerSecondFirst";
    public const string RowsPerSecondWarm = "rowsPerSecondWarm";
    public const string ModelBytes = "modelBytes";
    public const string Choice = "choice";

    /// <summary>The columns that are averaged over the splits.</summary>
    public static readonly string[] Figures =
    [
        Rmse, RmseScoredByAll, Mae, RSquared, TestRows, ColdRows, MissingScores,
        TrainSeconds, RowsPerSecondFirst, RowsPerSecondWarm, ModelBytes,
    ];

    public static DataFrame Create(IReadOnlyList<ModelRun> runs)
    {
        var scoredByAll = runs.GroupBy(run => run.Split).SelectMany(CompareWhereAllScore).ToDictionary();
        return new DataFrame(
            new StringDataFrameColumn(Model, runs.Select(run => run.Model.Name)),
            new StringDataFrameColumn(Split, runs.Select(run => run.Split.Name)),
            new DoubleDataFrameColumn(Rmse, runs.Select(run => run.Errors.RootMeanSquaredError)),
            new DoubleDataFrameColumn(RmseScoredByAll, runs.Select(run => scoredByAll[run])),
            new DoubleDataFrameColumn(Mae, runs.Select(run => run.Errors.MeanAbsoluteError)),
            new DoubleDataFrameColumn(RSquared, runs.Select(run => run.Errors.RSquared)),
            new Int32DataFrameColumn(TestRows, runs.Select(run => run.Scores.Length)),
            new Int32DataFrameColumn(ColdRows, runs.Select(run => run.Split.ColdCount)),
            new Int32DataFrameColumn(MissingScores, runs.Select(run => run.MissingScores)),
            new DoubleDataFrameColumn(TrainSeconds, runs.Select(run => run.TrainSeconds)),
            new DoubleDataFrameColumn(RowsPerSecondFirst, runs.Select(run => run.Speed.First)),
            new DoubleDataFrameColumn(RowsPerSecondWarm, runs.Select(run => run.Speed.Warm)),
            new Int64DataFrameColumn(ModelBytes, runs.Select(run => run.ModelBytes)),
            new StringDataFrameColumn(Choice, runs.Select(run => run.Choice)));
    }

    /// <summary>The RMSE of each run of a split over the rows that every model has a score for.</summary>
    private static IEnumerable<(ModelRun Run, double Rmse)> CompareWhereAllScore(IGrouping<DataSplit, ModelRun> runs)
    {
        int[] rows = [.. Enumerable.Range(0, runs.Key.TestLabels.Length).Where(row => runs.All(run => !float.IsNaN(run.Scores[row])))];
        var labels = Array.ConvertAll(rows, row => runs.Key.TestLabels[row]);
        return runs.Select(run => (run, rows.Length == 0 ? double.NaN : RmseOf(run)));

        double RmseOf(ModelRun run) => ErrorFigures.Of(labels, rows.Select(row => run.Scores[row])).RootMeanSquaredError;
    }
}
