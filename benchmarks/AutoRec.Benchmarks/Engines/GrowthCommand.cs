using System.CommandLine;
using System.Globalization;
using AutoRec.Examples;
using Spectre.Console;

namespace AutoRec.Benchmarks;

/// <summary>Measures how the time of an epoch grows with the number of ratings.</summary>
internal static class GrowthCommand
{
    private const int DefaultEpochs = 10;
    private const int HiddenUnits = 512;

    public static Command Create(CancellationToken cancellationToken)
    {
        var shapes = Shape.CreateOption(Shape.MovieLens1M);
        var epochs = Arguments.WholeNumber("--epochs", $"Epochs of each measurement {Arguments.Default(DefaultEpochs)}", minimum: 2);
        var command = new Command(
            "growth",
            "Times the sparse engine on the ratings of a shape, and on twice as many with the same users and items.") { shapes, epochs };
        command.SetAction(result =>
        {
            var shape = result.GetValue(shapes) ?? Shape.MovieLens1M;
            var (once, twice) = (Create(shape), Create(shape with { Ratings = 2 * shape.Ratings }));
            using EngineRun one = once.Start(TrainingEngine.Sparse), two = twice.Start(TrainingEngine.Sparse);
            twice.WarmUp(cancellationToken);
            for (var epoch = 0; epoch < (result.GetValue(epochs) ?? DefaultEpochs); epoch++)
            {
                one.RunEpoch(epoch, int.MaxValue, cancellationToken);
                two.RunEpoch(epoch, int.MaxValue, cancellationToken);
            }

            var table = new Table().AddColumns("Ratings", "Seconds per epoch");
            table.AddRow(
                once.Ratings.ToString("N0", CultureInfo.InvariantCulture), one.TypicalSeconds.ToString("G4", CultureInfo.InvariantCulture));
            table.AddRow(
                twice.Ratings.ToString("N0", CultureInfo.InvariantCulture),
                two.TypicalSeconds.ToString("G4", CultureInfo.InvariantCulture));
            AnsiConsole.Write(table);
            AnsiConsole.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"Twice the ratings take [bold]{two.TypicalSeconds / one.TypicalSeconds:F2} times[/] as long.");
        });
        return command;

        static TrainingTask Create(Shape shape) => new(shape, AutoRecVariant.ItemBased, HiddenUnits);
    }
}
