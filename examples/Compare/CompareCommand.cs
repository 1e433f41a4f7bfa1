using System.Globalization;
using System.Text;
using Microsoft.Data.Analysis;
using Spectre.Console;

namespace AutoRec.Examples.Compare;

/// <summary>Trains and measures the models, and writes the results.</summary>
internal sealed class CompareCommand(CompareSettings settings, CancellationToken cancellationToken)
{
    // Many readers take a byte order mark for a part of the first name.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public void Run()
    {
        AtomicFile.CheckCanWrite(
            RatingSource.FilesOf(settings.Data, settings.Train, settings.Test),
            ("--json", settings.Json),
            ("--csv", settings.Csv),
            ("--plot", settings.Plot),
            ("--plot-lists", settings.PlotLists));
        var splits = SplitList.Create(settings);
        foreach (var model in settings.Models.OfType<FeaturedModel>())
            model.Obstacle ??= splits.ObstacleToFeatures;
        if (settings.Models.All(model => model.Obstacle is not null))
            throw new UserErrorException($"No model can be trained. {settings.Models[0].Title}: {settings.Models[0].Obstacle}.");

        CheckHasResult("--plot", settings.Plot is not null, model => !model.OnlyLists, "predicted ratings");
        CheckHasResult("--ranking", settings.Ranking, model => model.Lists is not null, "lists");
        var report = new Report(settings);
        report.PrintData(splits);
        var total = splits.Count * settings.Models.Count(model => model.Obstacle is null);
        var console = settings.Quiet ? null : AnsiConsole.Console;
        var runs = ComparisonProgress.Show(
            console, total, progress => new Comparison(settings, cancellationToken).Run(splits, progress));
        var table = ComparisonTable.Create(runs);
        report.PrintTable(table, runs);

        if (settings.Csv is { } csv)
        {
            AtomicFile.Write(csv, temporary =>
                DataFrame.SaveCsv(table.Runs, temporary, encoding: Utf8, cultureInfo: CultureInfo.InvariantCulture));
        }

        if (settings.Json is { } json)
            JsonReport.Write(json, new ComparisonJson(splits.Source, settings, table));
        Draw(settings.Plot, path => ErrorImage.Save(path, table, settings.Models));
        Draw(settings.PlotLists, path => ListImage.Save(path, table, settings.Models));
    }

    private void CheckHasResult(string option, bool isGiven, Func<ComparedModel, bool> has, string results)
    {
        if (isGiven && !settings.Models.Any(model => model.Obstacle is null && has(model)))
            throw new UserErrorException($"{option}: none of the models that can be trained has {results}. Add one to --models.");
    }

    private static void Draw(string? path, Action<string> save)
    {
        if (path is null)
            return;
        save(path);
        if (!PlotStyle.CanWriteText)
            Console.Error.WriteLine($"Warning: {PlotStyle.MissingFonts(path)}");
    }
}
