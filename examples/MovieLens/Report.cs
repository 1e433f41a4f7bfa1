using System.Globalization;
using Microsoft.ML.Data;
using Spectre.Console;

namespace AutoRec.Examples.MovieLens;

/// <summary>Prints the results of a run.</summary>
internal sealed class Report(IAnsiConsole console)
{
    public const string ModelName = "AutoRec";

    private const int NameWidth = 8;

    public void PrintData(ExperimentData data)
    {
        console.WriteLine();
        PrintFact("Data", $"{data.Source}.");
        PrintFact("Split", $"{data.Split}: {data.TrainCount:N0} training and {data.TestCount:N0} test ratings.");
    }

    public void PrintTraining(AutoRecModelParameters model, TrainFigures figures, LearningCurve curve)
    {
        var (row, column) = model.Variant == AutoRecVariant.ItemBased ? ("items", "users") : ("users", "items");
        var widths = string.Join(", ", model.HiddenLayers);
        var features = figures.ItemFeatures ? "; with the features of the release" : "";
        var layers = $"hidden layers: {widths}{features}";
        PrintFact("Network", $"{figures.Variant}-based: {figures.Rows:N0} {row} × {figures.Columns:N0} {column}; {layers}.");
        var epochs = figures.Epochs == 1 ? "1 epoch" : Invariant($"{figures.Epochs} epochs");
        var text = curve.HasValidation
            ? $"{curve.Training.Count} epochs with validation, then the best number, {epochs}, on all ratings"
            : epochs;
        PrintFact("Training", $"{text}: {figures.TrainSeconds:F1} s with the engine {figures.Engine}.");
        if (curve.Training.Count > 1)
        {
            console.WriteLine();
            console.Write(TerminalChart.Draw(curve, console.Profile.Width));
            console.WriteLine();
        }
    }

    /// <summary>Prints the errors of the models and the number of cold ratings.</summary>
    public void PrintMetrics(IEnumerable<(string Name, RegressionMetrics Metrics)> models, double? noiseFloor, int coldRows)
    {
        var table = new Table().Border(TableBorder.Simple).BorderStyle(Palette.Faint).AddColumn("On the test ratings");
        foreach (var name in (ReadOnlySpan<string>)["RMSE", "MAE", "R²"])
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var (name, metrics) in models)
            AddRow(name, Format(metrics.RootMeanSquaredError), Format(metrics.MeanAbsoluteError), Format(metrics.RSquared));
        if (noiseFloor is { } floor)
            AddRow("Noise floor (the lowest possible)", Format(floor), "", "");
        console.Write(table);
        PrintFact("Cold", $"{coldRows:N0} test ratings are of a user or item without training ratings; they count in every row.");

        void AddRow(string name, params string[] figures)
        {
            var style = name == ModelName ? Palette.Strong : Style.Plain;
            table.AddRow([new Text(name, style), .. figures.Select(figure => new Text(figure, style))]);
        }
    }

    public void PrintSaved(string path, TrainFigures figures)
    {
        PrintFact("Saved", $"{path}, {figures.ModelBytes / 1e6:F1} MB. The loaded model gives exactly the same test scores.");
        var (load, train, score) = (figures.LoadSeconds, figures.TrainSeconds, figures.ScoreSeconds);
        var megabytes = figures.PeakMemoryBytes / 1e6;
        PrintFact("Cost", $"{load:F1} s to load, {train:F1} s to train, {score:F1} s to score; at most {megabytes:F0} MB of memory.");
    }

    private void PrintFact(string name, FormattableString text)
    {
        var grid = new Grid().AddColumn(new GridColumn().Width(NameWidth).NoWrap()).AddColumn();
        grid.AddRow(new Text(name, Palette.Strong), new Text(Invariant(text)));
        console.Write(grid);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Format(double value) => value.ToString(FourDecimals.Format, CultureInfo.InvariantCulture);
}
