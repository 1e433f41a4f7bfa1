using System.Globalization;
using Microsoft.ML.Data;
using Spectre.Console;

namespace AutoRec.Examples.MovieLens;

/// <summary>Prints what a run finds; the progress of its training prints itself.</summary>
internal sealed class Report(IAnsiConsole console)
{
    public const string ModelName = "AutoRec";

    private const int NameWidth = 8;

    public void PrintData(ExperimentData data)
    {
        console.WriteLine();
        PrintFact("Data", $"{data.Source}.");
        PrintFact("Split", $"{data.Split}: {data.TrainCount:N0} ratings to train on, {data.TestCount:N0} to test with.");
    }

    public void PrintTraining(AutoRecModelParameters model, TrainFigures figures, LearningCurve curve)
    {
        var users = figures.ItemFeatures ? "users, genres and spans of years" : "users";
        var (row, column) = model.Variant == AutoRecVariant.ItemBased ? ("items", users) : (users, "items");
        var widths = string.Join(", ", model.HiddenLayers);
        PrintFact("Network", $"{figures.Variant}-based: encodes {figures.Rows:N0} {row} over {figures.Columns:N0} {column}; hidden layers: {widths}.");
        PrintFact("Training", curve.HasValidation
            ? $"{curve.Training.Count} epochs with validation, then {figures.Epochs}, the best number, on all ratings: {figures.TrainSeconds:F1} s with the engine {figures.Engine}."
            : (FormattableString)$"{figures.Epochs} {(figures.Epochs == 1 ? "epoch" : "epochs")}: {figures.TrainSeconds:F1} s with the engine {figures.Engine}.");
        if (curve.Training.Count > 1)
        {
            console.WriteLine();
            console.Write(TerminalChart.Draw(curve, console.Profile.Width));
            console.WriteLine();
        }
    }

    /// <summary>The models side by side, and what they had to cope with.</summary>
    public void PrintMetrics(IEnumerable<(string Name, RegressionMetrics Metrics)> models, double? noiseFloor, int coldRows)
    {
        var table = new Table().Border(TableBorder.Simple).BorderStyle(Palette.Faint).AddColumn("On the test ratings");
        foreach (var name in (ReadOnlySpan<string>)["RMSE", "MAE", "R²"])
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var (name, metrics) in models)
            AddRow(name, Format(metrics.RootMeanSquaredError), Format(metrics.MeanAbsoluteError), Format(metrics.RSquared));
        if (noiseFloor is { } floor)
            AddRow("Noise floor: the best possible", Format(floor), "", "");
        console.Write(table);
        PrintFact("Cold", $"{coldRows:N0} of the test ratings are of a user or an item without training ratings; they count in every line.");

        void AddRow(string name, params string[] figures)
        {
            var style = name == ModelName ? Palette.Strong : Style.Plain;
            table.AddRow([new Text(name, style), .. figures.Select(figure => new Text(figure, style))]);
        }
    }

    public void PrintSaved(string path, TrainFigures figures)
    {
        PrintFact("Saved", $"{path}, {figures.ModelBytes / 1e6:F1} MB. Loaded again, it gives the same {figures.TestRatings:N0} scores, to the bit.");
        PrintFact("Cost", $"{figures.LoadSeconds:F1} s to load, {figures.TrainSeconds:F1} s to train, {figures.ScoreSeconds:F1} s to score; {figures.PeakMemoryBytes / 1e6:F0} MB of memory at the peak.");
    }

    public void PrintRecommendations(Recommendations recommendations, ExperimentData data)
    {
        PrintItems($"User {recommendations.UserId} has rated {recommendations.RatingCount:N0} titles. Among the highest:", "0.0", recommendations.Liked);
        PrintItems($"Of those that user {recommendations.UserId} has not rated, predicted highest:", "0.00", recommendations.Best);

        void PrintItems(FormattableString title, string format, IEnumerable<(int ItemId, float Stars)> items)
        {
            console.WriteLine();
            console.Write(new Text(Invariant(title) + "\n", Palette.Strong));
            foreach (var (item, stars) in items)
                console.Write(new Text(Invariant($"{stars.ToString(format, CultureInfo.InvariantCulture),NameWidth - 2}  {data.TitleOf(item)}\n")).Ellipsis());
        }
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
