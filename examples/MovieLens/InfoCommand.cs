using System.Globalization;
using Spectre.Console;

namespace AutoRec.Examples.MovieLens;

/// <summary>Prints the card of a saved model, without ML.NET.</summary>
internal static class InfoCommand
{
    /// <exception cref="UserErrorException">There is no such file, or an earlier version saved it.</exception>
    public static void Run(string modelFile, string? json, IAnsiConsole console)
    {
        if (!File.Exists(modelFile))
            throw new UserErrorException($"There is no model file '{modelFile}'.");
        AtomicFile.CheckCanWrite([modelFile], ("--json", json));
        var card = RatingModelFile.LoadCard(modelFile) ?? throw new UserErrorException(
            $"'{modelFile}' has no model card, because an earlier version saved it. Train the model again, and save it.");
        console.Write(CreateTable(card));
        if (json is not null)
            JsonReport.Write(json, FiguresOf(card));
    }

    private static Table CreateTable(ModelCard card)
    {
        var table = new Table().Border(TableBorder.Simple).BorderStyle(Palette.Faint).AddColumn("Model card").AddColumn("");
        AddRow("Trainer", $"{card.Trainer} of AutoRec.MLNet {card.PackageVersion}");
        AddRow("Trained", $"{card.TrainedAt:yyyy-MM-dd HH:mm:ss} UTC, in {card.TrainingTime.TotalSeconds:F1} s");
        AddRow("Ratings", $"{card.RatingCount:N0} of {card.UserCount:N0} users and {card.ItemCount:N0} items");
        AddRow("Engine", $"{card.Engine ?? "none"}");
        AddRow("Seed", $"{card.Seed}");
        if (card.Epochs is { } epochs)
            AddRow("Epochs", $"{epochs}");
        if (card.ValidationRmse is { } rmse)
            AddRow("Validation", $"RMSE {rmse:F4} of {card.ValidationCount:N0} ratings");
        table.AddEmptyRow().AddRow(new Text("Options", Palette.Accent), Text.Empty);
        foreach (var (name, value) in card.Options)
            AddRow(name, $"{value}");
        return table;

        void AddRow(string name, FormattableString text) =>
            table.AddRow(new Text(name, Palette.Strong), new Text(text.ToString(CultureInfo.InvariantCulture)));
    }

    private static InfoFigures FiguresOf(ModelCard card) => new()
    {
        Trainer = card.Trainer,
        PackageVersion = card.PackageVersion,
        TrainedAt = card.TrainedAt,
        TrainSeconds = card.TrainingTime.TotalSeconds,
        Ratings = card.RatingCount,
        Users = card.UserCount,
        Items = card.ItemCount,
        Engine = card.Engine,
        Seed = card.Seed,
        Epochs = card.Epochs,
        ValidationRmse = card.ValidationRmse is { } rmse ? JsonReport.Number(rmse) : null,
        ValidationRatings = card.ValidationCount,
        Options = card.Options.ToDictionary(option => option.Name, option => option.Value),
    };
}
