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

    public const string Ndcg = "ndcg";
    public const string Precision = "precision";
    public const string Coverage = "coverage";
    public const string Novelty = "novelty";
    public const string ListUsers = "listUsers";

    private static readonly string[] RatingFigures =
    [
        Rmse, RmseScoredByAll, Mae, RSquared, TestRows, ColdRows, MissingScores,
        TrainSeconds, RowsPerSecondFirst, RowsPerSecondWarm, ModelBytes,
    ];

    private static readonly string[] ListFigures = [Ndcg, Precision, Coverage, Novelty, ListUsers];

    /// <summary>The columns that are averaged over the splits.</summary>
    public static string[] FiguresOf(IReadOnlyList<ModelRun> runs) => HaveLists(runs) ? [.. RatingFigures, .. ListFigures] : RatingFigures;

    public static DataFrame Create(IReadOnlyList<ModelRun> runs)
    {
        var scoredByAll = runs.Where(run => run.Ratings is not null)
            .GroupBy(run => run.Split)
            .SelectMany(CompareWhereAllScore)
            .ToDictionary();
        var frame = new DataFrame(
            new StringDataFrameColumn(Model, runs.Select(run => run.Model.Name)),
            new StringDataFrameColumn(Split, runs.Select(run => run.Split.Name)),
            OfRatings(Rmse, ratings => ratings.Errors.RootMeanSquaredError),
            Column(RmseScoredByAll, run => scoredByAll.TryGetValue(run, out var rmse) ? rmse : null),
            OfRatings(Mae, ratings => ratings.Errors.MeanAbsoluteError),
            OfRatings(RSquared, ratings => ratings.Errors.RSquared),
            new Int32DataFrameColumn(TestRows, runs.Select(run => run.Split.TestLabels.Length)),
            new Int32DataFrameColumn(ColdRows, runs.Select(run => run.Split.ColdCount)),
            new Int32DataFrameColumn(MissingScores, runs.Select(run => run.Ratings?.MissingScores ?? 0)),
            new DoubleDataFrameColumn(TrainSeconds, runs.Select(run => run.TrainSeconds)),
            OfRatings(RowsPerSecondFirst, ratings => ratings.Speed.First),
            OfRatings(RowsPerSecondWarm, ratings => ratings.Speed.Warm),
            new Int64DataFrameColumn(ModelBytes, runs.Select(run => run.Ratings?.ModelBytes)),
            new StringDataFrameColumn(Choice, runs.Select(run => run.Choice)));
        if (HaveLists(runs))
        {
            frame.Columns.Add(OfLists(Ndcg, lists => lists.NormalizedDiscountedCumulativeGain));
            frame.Columns.Add(OfLists(Precision, lists => lists.Precision));
            frame.Columns.Add(OfLists(Coverage, lists => lists.CatalogCoverage));
            frame.Columns.Add(OfLists(Novelty, lists => lists.Novelty));
            frame.Columns.Add(OfLists(ListUsers, lists => lists.Users));
        }

        return frame;

        DoubleDataFrameColumn OfRatings(string name, Func<RatingRun, double> figure) =>
            Column(name, run => run.Ratings is { } ratings ? figure(ratings) : null);

        DoubleDataFrameColumn OfLists(string name, Func<RecommendationMetrics, double> figure) =>
            Column(name, run => run.Lists is { } lists ? figure(lists) : null);

        // NaN stands for a figure that was not measured.
        DoubleDataFrameColumn Column(string name, Func<ModelRun, double?> figure) =>
            new(name, runs.Select(run => figure(run) ?? double.NaN));
    }

    private static bool HaveLists(IReadOnlyList<ModelRun> runs) => runs.Any(run => run.Lists is not null);

    /// <summary>The RMSE of each run of a split over the rows that every model has a score for.</summary>
    private static IEnumerable<(ModelRun Run, double Rmse)> CompareWhereAllScore(IGrouping<DataSplit, ModelRun> runs)
    {
        int[] rows = [.. Enumerable.Range(0, runs.Key.TestLabels.Length)
            .Where(row => runs.All(run => !float.IsNaN(run.Ratings!.Scores[row])))];
        var labels = Array.ConvertAll(rows, row => runs.Key.TestLabels[row]);
        return runs.Select(run => (run, rows.Length == 0 ? double.NaN : RmseOf(run.Ratings!)));

        double RmseOf(RatingRun ratings) => ErrorFigures.Of(labels, rows.Select(row => ratings.Scores[row])).RootMeanSquaredError;
    }
}
