using System.CommandLine;
using System.Globalization;
using AutoRec.Examples;
using Spectre.Console;

namespace AutoRec.Benchmarks;

/// <summary>What twice the ratings cost on the same rows and columns, measured in turn.</summary>
internal static class GrowthCommand
{
    public static Command Create(CancellationToken cancellationToken)
    {
        var shapes = Arguments.Choice("--shape", "Ratings to generate, in the size of a MovieLens release", Shape.All[1], [.. Shape.All.Select(s => (s.Name, s))]);
        var epochs = Arguments.WholeNumber("--epochs", $"Epochs of each {Arguments.Default(10)}", minimum: 2);
        var command = new Command("growth", "Times the sparse engine with the ratings of a shape, and with twice as many of the same users and items.") { shapes, epochs };
        command.SetAction(result =>
        {
            var shape = result.GetValue(shapes) ?? Shape.All[1];
            var (once, twice) = (new TrainingTask(shape, AutoRecVariant.ItemBased, 512), new TrainingTask(shape with { Ratings = 2 * shape.Ratings }, AutoRecVariant.ItemBased, 512));
            using EngineRun one = once.Start(TrainingEngine.Sparse), two = twice.Start(TrainingEngine.Sparse);
            twice.WarmUp(cancellationToken);
            for (var epoch = 0; epoch < (result.GetValue(epochs) ?? 10); epoch++)
            {
                one.RunEpoch(epoch, int.MaxValue, cancellationToken);
                two.RunEpoch(epoch, int.MaxValue, cancellationToken);
            }

            var table = new Table().AddColumns("Ratings", "Seconds an epoch");
            table.AddRow(once.Ratings.ToString("N0", CultureInfo.InvariantCulture), one.TypicalSeconds.ToString("G4", CultureInfo.InvariantCulture));
            table.AddRow(twice.Ratings.ToString("N0", CultureInfo.InvariantCulture), two.TypicalSeconds.ToString("G4", CultureInfo.InvariantCulture));
            AnsiConsole.Write(table);
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Twice the ratings take [bold]{two.TypicalSeconds / one.TypicalSeconds:F2} times[/] as long.");
        });
        return command;
    }
}
