using System.Globalization;
using System.Text;
using Microsoft.Data.Analysis;
using Spectre.Console;

namespace AutoRec.Examples.Compare;

/// <summary>Trains, measures and tells.</summary>
internal sealed class CompareCommand(CompareSettings settings, CancellationToken cancellationToken)
{
    public void Run()
    {
        AtomicFile.CheckCanWrite(RatingSource.FilesOf(settings.Data, settings.Train, settings.Test), ("--json", settings.Json), ("--csv", settings.Csv), ("--plot", settings.Plot));
        if (settings.Models.All(model => model.Obstacle is not null))
            throw new UserErrorException($"There is nothing to train: {settings.Models[0].Title}: {settings.Models[0].Obstacle}.");

        var report = new Report(settings);
        var splits = SplitList.Create(settings);
        report.PrintData(splits);
        var total = splits.Count * settings.Models.Count(model => model.Obstacle is null);
        var runs = ComparisonProgress.Show(settings.Quiet ? null : AnsiConsole.Console, total, progress => new Comparison(settings, cancellationToken).Run(splits, progress));
        var table = ComparisonTable.Create(runs);
        report.PrintTable(table, runs);

        if (settings.Csv is { } csv)
            AtomicFile.Write(csv, temporary => DataFrame.SaveCsv(table.Runs, temporary, encoding: new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cultureInfo: CultureInfo.InvariantCulture));
        if (settings.Json is { } json)
            JsonReport.Write(json, new ComparisonJson(splits.Source, settings, table));
        if (settings.Plot is { } plot)
        {
            ComparisonImage.Save(plot, table, settings.Models);
            if (!PlotStyle.CanWriteText)
                Console.Error.WriteLine($"Warning: {PlotStyle.MissingFonts(plot)}");
        }
    }
}
