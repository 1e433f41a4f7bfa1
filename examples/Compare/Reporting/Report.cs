using System.Globalization;
using Spectre.Console;

namespace AutoRec.Examples.Compare;

/// <summary>Prints what a comparison finds.</summary>
internal sealed class Report
{
    // The tables are made for this; a file has no width of its own.
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

        _console.Write(ErrorTable(table));
        _console.Write(CostTable(table));
        PrintNotes(table, runs);
    }

    private void PrintLines(ComparisonTable table)
    {
        foreach (var model in _settings.Models)
        {
            Console.WriteLine(table.FiguresOf(model) is { } figures
                ? Invariant($"{model.Name,-22} RMSE {figures(RunFrame.Rmse):F4}  MAE {figures(RunFrame.Mae):F4}  R² {RSquared(figures)}  {figures(RunFrame.TrainSeconds):F2} s")
                : $"{model.Name,-22} not run: {model.Obstacle}");
        }
    }

    private Table ErrorTable(ComparisonTable table)
    {
        var grid = CreateTable("RMSE", "scored by all", "MAE", "R²", "cold");
        foreach (var model in _settings.Models)
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
        var grid = CreateTable("difference", "ahead", "training s", "rows/s", "model MB");
        foreach (var model in _settings.Models.Where(model => model.Obstacle is null))
        {
            var figures = table.FiguresOf(model)!;
            AddRow(grid, model,
            [
                table.Reference is null || table.Reference == model ? "" : Difference(figures),
                table.Reference is null || table.Reference == model ? "" : Invariant($"{figures(ComparisonTable.SplitsAhead):0} of {figures("Runs"):0}"),
                Invariant($"{figures(RunFrame.TrainSeconds):F2}"),
                Invariant($"{figures(RunFrame.RowsPerSecond) / 1e6:F2} M"),
                Invariant($"{figures(RunFrame.ModelBytes) / 1e6:F2}"),
            ]);
        }

        return grid;
    }

    private void PrintNotes(ComparisonTable table, IReadOnlyList<ModelRun> runs)
    {
        foreach (var model in runs.Where(run => run.Choice is not null).GroupBy(run => run.Model))
        {
            var choices = model.GroupBy(run => run.Choice).Select(choice => $"{choice.Key} ({string.Join(", ", choice.Select(run => run.Split.Name))})");
            PrintNote($"{model.Key.Title}: chosen on a tenth of the training ratings: {string.Join("; ", choices)}.");
        }

        PrintNote("RMSE, MAE, R²: over all test ratings; one without a score is given the mean of the training ratings. Scored by all: over the ratings that every model has a score for. Cold: test ratings whose user or item has none in training.");
        if (runs.Select(run => run.Split).Distinct().Count() > 1)
            PrintNote("Means over the splits; ± is the standard deviation over them, and for differences the standard error of the mean of paired differences.");
        if (table.Reference is not null)
            PrintNote($"Differences of the RMSE are to {table.Reference.Title}, the best {(table.Reference.Factorization == FactorizationKind.BuiltIn ? "of ML.NET's" : "factorization that was trained")}; negative is better.");
    }

    private static Table CreateTable(params IEnumerable<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple).BorderStyle(Palette.Faint).AddColumn("");
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        return table;
    }

    /// <summary>A model's row; where it has no figures, its name says why.</summary>
    private static void AddRow(Table table, ComparedModel model, IReadOnlyList<string>? figures)
    {
        if (figures is null)
            table.AddRow(new Text($"{model.Title}: not run.\n{model.Obstacle}.".Replace("; ", ";\n", StringComparison.Ordinal), Palette.Faint));
        else
            table.AddRow([new Text(model.Title), .. figures.Select(figure => new Text(figure))]);
    }

    private void PrintNote(string text) => _console.Write(new Text(text + "\n", Palette.Faint));

    private static string Difference(Func<string, double> figures)
    {
        var error = figures(ComparisonTable.DifferenceError);
        return figures(ComparisonTable.Difference).ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture) + (double.IsNaN(error) ? "" : Invariant($" ± {error:F4}"));
    }

    private static string WithSpread(Func<string, double> figures, string figure, string format)
    {
        var deviation = figures(ComparisonTable.DeviationOf(figure));
        var mean = figures(figure).ToString(format, CultureInfo.InvariantCulture);
        return double.IsNaN(deviation) ? mean : $"{mean} ± {deviation.ToString(format, CultureInfo.InvariantCulture)}";
    }

    private static string RSquared(Func<string, double> figures) => figures(RunFrame.RSquared).ToString(FourDecimals.Format, CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
