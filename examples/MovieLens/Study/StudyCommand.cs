using System.Globalization;
using System.Reflection;
using AutoRec.Search;
using Microsoft.ML;
using Spectre.Console;

namespace AutoRec.Examples.MovieLens;

/// <summary>Trains the settings of each sweep. It chooses a setting on held-out training ratings and reports its test error.</summary>
internal sealed class StudyCommand(StudySettings settings, IAnsiConsole console, CancellationToken cancellationToken)
{
    public void Run()
    {
        var splits = CreateSplits();
        CreateOutput();
        var results = Measure(splits);
        foreach (var (sweep, rows) in results)
            Print(sweep, rows);
        var written = results.Count == 1 ? "a table and a picture" : $"{results.Count} tables and pictures";
        console.WriteLine($"Wrote {written} to {settings.Output}.");
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
            throw new UserErrorException($"--output: cannot create the folder '{settings.Output}': {e.Message}");
        }

        var files = from sweep in settings.Sweeps
                    from extension in (string[])["csv", "png", "tsv"]
                    select ("--output", (string?)PathOf(sweep, extension));
        AtomicFile.CheckCanWrite(RatingSource.FilesOf(data: null, settings.Train, settings.Test), [.. files]);
    }

    /// <summary>Creates the splits. Their names include the version, so that a journal is not reused after the recipe changed.</summary>
    private SearchSplit[] CreateSplits()
    {
        var (train, test) = RatingFiles.Load(new MLContext(), settings.Train, settings.Test, settings.File);
        var version = typeof(AutoRecTrainer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        var name = $"{RatingSource.NameOf(settings.Train)}, AutoRec.MLNet {version?.Split('+')[0]}";
        return
        [
            SearchSplit.HoldOut(train)[0] with { Name = $"held out of {name}" },
            new($"{name}, tested with {RatingSource.NameOf(settings.Test)}", train, test),
        ];
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
        var table = new Table().Border(TableBorder.Simple).AddColumn(sweep.Title);
        foreach (var name in (ReadOnlySpan<string>)["validation", "test", "seconds"])
            table.AddColumn(name, column => column.RightAligned());
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
        console.WriteLine(chosen is null
            ? "Every setting diverged."
            : FormattableString.Invariant($"Chosen on validation: {chosen.Setting}; test RMSE {chosen.Test.Mean:F4}."));
        console.WriteLine();
    }

    private static string Describe(MeanAndSpread rmse) =>
        !double.IsFinite(rmse.Mean) ? "diverged"
        : double.IsFinite(rmse.Deviation) ? FormattableString.Invariant($"{rmse.Mean:F4} ± {rmse.Deviation:F4}")
        : FormattableString.Invariant($"{rmse.Mean:F4}");
}
