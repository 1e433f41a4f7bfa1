using System.Globalization;
using Spectre.Console;

namespace AutoRec.Examples.Compare;

/// <summary>Prints the results.</summary>
internal sealed class Report
{
    // Fits the tables. A file has no width of its own.
    private const int FileWidth = 120;

    private readonly CompareSettings _settings;
    private readonly IAnsiConsole _console = AnsiConsole.Console;

    public Report(CompareSettings settings)
    {
        _settings = settings;
        if (Console.IsOutputRedirected)
            _console.Profile.Width = FileWidth;
    }

    public void PrintData(SplitList splits)
    {
        if (!_settings.Quiet)
            _console.Write(new Text($"\nData: {splits.Source}.\n\n"));
    }

    public void PrintTable(ComparisonTable table, IReadOnlyList<ModelRun> runs)
    {
        if (_settings.Quiet)
        {
            PrintLines(table);
            return;
        }

        if (_settings.Models.Any(model => !model.OnlyLists))
        {
            _console.Write(ErrorTable(table));
            _console.Write(CostTable(table));
        }

        if (_settings.Ranking)
            _console.Write(ListTable(table));
        PrintNotes(table, runs);
    }

    private void PrintLines(ComparisonTable table)
    {
        foreach (var model in _settings.Models)
        {
            Console.WriteLine(table.FiguresOf(model) is { } figures
                ? Invariant($"{model.Name,-22} {ErrorsInWords(model, figures)}{ListsInWords(model, figures)}")
                    + Invariant($"{figures(RunFrame.TrainSeconds):F2} s")
                    + (figures(RunFrame.MissingScores) > 0 ? $"  {MissingScores(figures)}" : "")
                : $"{model.Name,-22} not run: {model.Obstacle}");
        }
    }

    private static string ErrorsInWords(ComparedModel model, Func<string, double> figures) => model.OnlyLists
        ? ""
        : Invariant($"RMSE {figures(RunFrame.Rmse):F4}  MAE {figures(RunFrame.Mae):F4}  R² {RSquared(figures)}  ");

    private string ListsInWords(ComparedModel model, Func<string, double> figures) => _settings.Ranking && model.Lists is not null
        ? Invariant($"NDCG {figures(RunFrame.Ndcg):F4}  precision {figures(RunFrame.Precision):F4}  ")
            + Invariant($"coverage {figures(RunFrame.Coverage) * 100:F1} %  novelty {figures(RunFrame.Novelty):F2}  ")
        : "";

    private Table ErrorTable(ComparisonTable table)
    {
        var grid = CreateTable("RMSE", "scored by all", "MAE", "R²", "cold");
        foreach (var model in _settings.Models.Where(model => !model.OnlyLists))
        {
            AddRow(grid, model, table.FiguresOf(model) is not { } figures ? null :
            [
                WithSpread(figures, RunFrame.Rmse, "F4"),
                Invariant($"{figures(RunFrame.RmseScoredByAll):F4}"),
                Invariant($"{figures(RunFrame.Mae):F4}"),
                RSquared(figures),
                Invariant($"{figures(RunFrame.ColdRows):0.#}"),
            ]);
        }

        return grid;
    }

    private Table CostTable(ComparisonTable table)
    {
        var grid = CreateTable("difference", "ahead", "training s", "rows/s, first", "rows/s, warm", "model MB");
        foreach (var model in _settings.Models.Where(model => model is { Obstacle: null, OnlyLists: false }))
        {
            var figures = table.FiguresOf(model)!;
            var isCompared = table.Reference is not null && table.Reference != model;
            AddRow(grid, model,
            [
                isCompared ? Difference(figures) : "",
                isCompared ? Invariant($"{figures(ComparisonTable.SplitsAhead):0} of {figures("Runs"):0}") : "",
                Invariant($"{figures(RunFrame.TrainSeconds):F2}"),
                Invariant($"{figures(RunFrame.RowsPerSecondFirst) / 1e6:F2} M"),
                Invariant($"{figures(RunFrame.RowsPerSecondWarm) / 1e6:F2} M"),
                Invariant($"{figures(RunFrame.ModelBytes) / 1e6:F2}"),
            ]);
        }

        return grid;
    }

    private Table ListTable(ComparisonTable table)
    {
        var grid = CreateTable($"NDCG@{ListTest.At}", $"precision@{ListTest.At}", "coverage", "novelty").AddColumn("lists ordered by");
        foreach (var model in _settings.Models.Where(model => model.Lists is not null))
        {
            AddRow(grid, model, table.FiguresOf(model) is not { } figures ? null :
            [
                WithSpread(figures, RunFrame.Ndcg, "F4"),
                WithSpread(figures, RunFrame.Precision, "F4"),
                Invariant($"{figures(RunFrame.Coverage) * 100:F1} %"),
                Invariant($"{figures(RunFrame.Novelty):F2}"),
                model.Lists switch
                {
                    ListOrder.PredictedRating => "predicted rating",
                    ListOrder.ChoiceAndRating => "choice and rating",
                    ListOrder.Choice => "choice",
                    _ => "number of ratings",
                },
            ]);
        }

        return grid;
    }

    private void PrintNotes(ComparisonTable table, IReadOnlyList<ModelRun> runs)
    {
        foreach (var model in runs.Where(run => run.Choice is not null).GroupBy(run => run.Model))
        {
            var choices = model.GroupBy(run => run.Choice)
                .Select(choice => $"{choice.Key} ({string.Join(", ", choice.Select(run => run.Split.Name))})");
            PrintNote($"{model.Key.Title}: {string.Join("; ", choices)}, chosen on a tenth of the training ratings.");
        }

        foreach (var model in _settings.Models)
        {
            if (table.FiguresOf(model) is { } figures && figures(RunFrame.MissingScores) > 0)
                PrintNote($"{model.Title}: {MissingScores(figures)}.");
        }

        if (_settings.Models.Any(model => !model.OnlyLists))
            PrintErrorNotes();
        if (_settings.Ranking)
        {
            var users = runs.Where(run => run.Lists is not null).GroupBy(run => run.Split).Average(split => split.First().Lists!.Users);
            PrintNote(Invariant($"Lists: {ListTest.At} titles for each of the {users:#,0.#} users with a relevant test rating, ")
                + "of at least 4 stars;\nfrom all titles that the user has not rated in training.");
            PrintNote("NDCG, precision: relevant titles in the list, for NDCG also how early; higher is better.");
            PrintNote("Coverage: the part of all titles that is in any list. Novelty, in bits: 1 more means half as many ratings.");
        }

        if (runs.Select(run => run.Split).Distinct().Count() > 1)
        {
            PrintNote("All figures are means over the splits; ± is the standard deviation over the splits.");
            PrintNote("Differences are paired by split; their ± is the standard error of the mean.");
        }

        if (table.Reference is { } reference)
        {
            var kind = reference.Factorization == FactorizationKind.BuiltIn ? "ML.NET factorization" : "factorization trained here";
            PrintNote($"Difference: the RMSE minus that of {reference.Title}, the best {kind}; negative is better.");
            PrintNote("Ahead: the number of splits with a lower RMSE than that model.");
        }
    }

    private void PrintErrorNotes()
    {
        PrintNote("RMSE, MAE, R²: over all test ratings, with the mean training rating in place of missing scores.");
        PrintNote("Scored by all: RMSE over the test ratings that every model has a score for.");
        PrintNote("Cold: the number of test ratings whose user or item has no training rating.");
        PrintNote("Rows/s: rows scored in a second, by the first scoring after training and after a warm-up.");
    }

    private static Table CreateTable(params IEnumerable<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple).BorderStyle(Palette.Faint).AddColumn("");
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        return table;
    }

    /// <summary>Adds the row of a model: its figures, or the reason why there are none.</summary>
    private static void AddRow(Table table, ComparedModel model, IReadOnlyList<string>? figures)
    {
        if (figures is null)
        {
            var reason = $"{model.Title}: not run.\n{model.Obstacle}.".Replace("; ", ";\n", StringComparison.Ordinal);
            table.AddRow(new Text(reason, Palette.Faint));
            return;
        }

        table.AddRow([new Text(model.Title), .. figures.Select(figure => new Text(figure))]);
    }

    private void PrintNote(string text) => _console.Write(new Text(text + "\n", Palette.Faint));

    private static string Difference(Func<string, double> figures)
    {
        var error = figures(ComparisonTable.DifferenceError);
        var difference = figures(ComparisonTable.Difference).ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture);
        return double.IsNaN(error) ? difference : Invariant($"{difference} ± {error:F4}");
    }

    private static string WithSpread(Func<string, double> figures, string figure, string format)
    {
        var deviation = figures(ComparisonTable.DeviationOf(figure));
        var mean = figures(figure).ToString(format, CultureInfo.InvariantCulture);
        return double.IsNaN(deviation) ? mean : $"{mean} ± {deviation.ToString(format, CultureInfo.InvariantCulture)}";
    }

    private static string MissingScores(Func<string, double> figures) =>
        Invariant($"no score for {figures(RunFrame.MissingScores):#,0.#} of {figures(RunFrame.TestRows):#,0.#} test ratings");

    private static string RSquared(Func<string, double> figures) =>
        figures(RunFrame.RSquared).ToString(FourDecimals.Format, CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
