using System.Globalization;
using Microsoft.ML;
using Spectre.Console;

namespace AutoRec.Examples.MovieLens;

/// <summary>
/// Trains many settings, some of which are to be chosen from: what is chosen is chosen on ratings held out of the training ratings, and what is
/// said of it on the test ratings.
/// </summary>
internal sealed class StudyCommand(StudySettings settings, IAnsiConsole console, CancellationToken cancellationToken)
{
    private const string Validation = "validation";
    private const string Test = "test";

    public void Run()
    {
        Directory.CreateDirectory(settings.Output);
        var mlContext = new MLContext();
        var (train, test) = (mlContext.Data.LoadMovieLens(settings.Train), mlContext.Data.LoadMovieLens(settings.Test));
        var data = $"{RatingSource.NameOf(settings.Train)} ";
        SearchSplit[] splits = [SearchSplit.HoldOut(train)[0] with { Name = data + Validation }, new(data + Test, train, test)];

        var results = Measure(splits);
        StudyTable.Write(Path.Combine(settings.Output, "study.csv"), results);
        foreach (var (sweep, rows) in results)
        {
            StudyImages.Save(Path.Combine(settings.Output, $"{sweep.Name}.png"), sweep, rows);
            Print(sweep, rows);
        }

        console.WriteLine($"Wrote study.csv and {results.Count} pictures to {settings.Output}.");
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
                    Journal = Path.Combine(settings.Output, $"{sweep.Name}.tsv"),
                    Progress = progress => report(sweep, progress.Last),
                    CancellationToken = cancellationToken,
                };
                results.Add((sweep, [.. search.Run(sweep.Settings, splits).Select(trial => StudyRow.Of(trial, splits[0].Name))]));
            }
        });
        return results;
    }

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
        console.WriteLine(FormattableString.Invariant($"Chosen on validation: {chosen.Setting}; test RMSE {chosen.Test.Mean:F4}."));
        console.WriteLine();
    }

    private static string Describe(MeanAndSpread rmse) => double.IsFinite(rmse.Mean)
        ? FormattableString.Invariant($"{rmse.Mean:F4}{(double.IsFinite(rmse.Deviation) ? $" ± {rmse.Deviation:F4}" : "")}")
        : "diverged";
}
