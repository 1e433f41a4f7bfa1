using AutoRec.Search;
using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Spectre.Console;

namespace AutoRec.Examples.MovieLens;

/// <summary>
/// Trains many settings, some of which are to be chosen from: what is chosen is chosen on ratings held out of the training ratings, and what is
/// said of it on the test ratings.
/// </summary>
internal sealed class StudyCommand(StudySettings settings, IAnsiConsole console, CancellationToken cancellationToken)
{
    public void Run()
    {
        var splits = CreateSplits();
        CreateOutput();
        var results = Measure(splits);
        foreach (var (sweep, rows) in results)
            Print(sweep, rows);
        console.WriteLine($"Wrote {(results.Count == 1 ? "a table and a picture" : $"{results.Count} tables and pictures")} to {settings.Output}.");
        if (!PlotStyle.CanWriteText)
            Console.Error.WriteLine($"Warning: {PlotStyle.MissingFonts(settings.Output)}");
    }

    private void CreateOutput()
    {
        try
        {
            Directory.CreateDirectory(settings.Output);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--output: cannot make the folder '{settings.Output}': {e.Message}");
        }

        var files = settings.Sweeps.SelectMany(sweep => (string[])[PathOf(sweep, "csv"), PathOf(sweep, "png"), PathOf(sweep, "tsv")]);
        AtomicFile.CheckCanWrite(RatingSource.FilesOf(data: null, settings.Train, settings.Test), [.. files.Select(file => ("--output", (string?)file))]);
    }

    /// <summary>Named by who trains as well, so that a journal's figures are of this recipe; that they are of these ratings the search sees to.</summary>
    private SearchSplit[] CreateSplits()
    {
        var data = new MLContext().Data;
        var (train, test) = (data.LoadMovieLens(settings.Train), data.LoadMovieLens(settings.Test));
        var version = typeof(AutoRecTrainer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        var name = $"{RatingSource.NameOf(settings.Train)}, AutoRec.MLNet {version}";
        return [SearchSplit.HoldOut(train)[0] with { Name = $"held out of {name}" }, new($"{name}, tested with {RatingSource.NameOf(settings.Test)}", train, test)];
    }

    private List<(Sweep Sweep, IReadOnlyList<StudyRow> Rows)> Measure(SearchSplit[] splits)
    {
        var total = settings.Sweeps.Sum(sweep => sweep.Settings.Count) * splits.Length * settings.Seeds;
        var results = new List<(Sweep, IReadOnlyList<StudyRow>)>();
        StudyProgress.Show(console, total, report =>
        {
            foreach (var sweep in settings.Sweeps)
            {
                var search = new PipelineSearch<AutoRecTrainer.Options>(Pipeline.Create)
                {
                    Seeds = [.. Enumerable.Range(1, settings.Seeds)],
                    Journal = PathOf(sweep, "tsv"),
                    Progress = progress => report(sweep, progress),
                    CancellationToken = cancellationToken,
                };
                StudyRow[] rows = [.. search.Run(sweep.Settings, splits).Trials.Select(trial => StudyRow.Of(trial, splits[0].Name))];
                StudyTable.Write(PathOf(sweep, "csv"), rows);
                StudyImages.Save(PathOf(sweep, "png"), sweep, rows);
                results.Add((sweep, rows));
            }
        });
        return results;
    }

    private string PathOf(Sweep sweep, string extension) => Path.Combine(settings.Output, $"{sweep.Name}.{extension}");

    private void Print(Sweep sweep, IReadOnlyList<StudyRow> rows)
    {
        var chosen = StudyRow.Chosen(rows);
        var table = new Table().Border(TableBorder.Simple).AddColumn(sweep.Title)
            .AddColumn("validation", column => column.RightAligned()).AddColumn("test", column => column.RightAligned()).AddColumn("seconds", column => column.RightAligned());
        foreach (var row in rows)
        {
            var style = row == chosen ? Palette.Accent : Style.Plain;
            table.AddRow(
                new Text(string.Join(", ", row.Setting.Values.Select(value => value.Value)), style),
                new Text(Describe(row.Validation), style),
                new Text(Describe(row.Test), style),
                new Text(row.Seconds.ToString("F1", CultureInfo.InvariantCulture), style));
        }

        console.Write(table);
        console.WriteLine(chosen is null ? "Every setting diverged." : FormattableString.Invariant($"Chosen on validation: {chosen.Setting}; test RMSE {chosen.Test.Mean:F4}."));
        console.WriteLine();
    }

    private static string Describe(MeanAndSpread rmse) => double.IsFinite(rmse.Mean)
        ? FormattableString.Invariant($"{rmse.Mean:F4}{(double.IsFinite(rmse.Deviation) ? $" ± {rmse.Deviation:F4}" : "")}")
        : "diverged";
}
