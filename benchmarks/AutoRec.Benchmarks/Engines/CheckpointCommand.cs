using System.CommandLine;
using System.Globalization;
using AutoRec.Checkpoints;
using AutoRec.Examples;

namespace AutoRec.Benchmarks;

/// <summary>Measures the cost of a checkpoint: the time to write and to read the state of the sparse engine, and its size.</summary>
internal static class CheckpointCommand
{
    private const int DefaultHidden = 512;
    private const int Epochs = 3;

    private static readonly string[] Notes =
    [
        "write: to a file in the folder for temporary files, with its checksum, flushed to the disk and renamed. read: the check of the "
            + "checksum, and the state.",
    ];

    public static Command Create(CancellationToken cancellationToken)
    {
        var options = new MeasuringOptions(Shape.MovieLens100K);
        var variant = Arguments.Variant(AutoRecVariant.ItemBased);
        var hidden = Arguments.WholeNumber("--hidden", $"Hidden units {Arguments.Default(DefaultHidden)}", minimum: 1);
        var command = new Command("checkpoint", "Measures the time and the size of a checkpoint, beside the time of an epoch.")
        {
            variant, hidden,
        };
        options.AddTo(command);
        command.SetAction(result => Run(
            options.Shape(result),
            result.GetValue(variant) ?? AutoRecVariant.ItemBased,
            result.GetValue(hidden) ?? DefaultHidden,
            options.Rounds(result),
            options.Json(result),
            cancellationToken));
        return command;
    }

    private static void Run(
        Shape shape, AutoRecVariant variant, int hiddenUnits, int rounds, string? json, CancellationToken cancellationToken)
    {
        var task = new TrainingTask(shape, variant, hiddenUnits);
        task.WarmUp(cancellationToken);
        using var run = task.Start(TrainingEngine.Sparse);
        for (var epoch = 0; epoch < Epochs; epoch++)
            run.RunEpoch(epoch, int.MaxValue, cancellationToken);

        var folder = Directory.CreateTempSubdirectory("autorec-benchmark-").FullName;
        try
        {
            var path = Path.Combine(folder, "stage-01.autorec-checkpoint");
            var header = new CheckpointHeader("0", Seed: 1, HasCreatedFolder: true, Stage: 1, IsFinished: false, Settings: []);
            long bytes = 0;
            var write = new Rounds(() => bytes = CheckpointFile.Write(path, header, run.State.Exchange));
            var read = new Rounds(() =>
            {
                CheckpointFile.Check(path);
                CheckpointFile.ReadState(path, run.State.Exchange);
                return 0;
            });
            Rounds.Run(rounds, cancellationToken, write, read);
            Figure[] figures =
            [
                new("write", "MB/s", [.. write.Seconds.Select(seconds => bytes / 1e6 / seconds)], Target: null),
                new("read", "MB/s", [.. read.Seconds.Select(seconds => bytes / 1e6 / seconds)], Target: null),
            ];
            FigureReport.Print($"{hiddenUnits} hidden units, ratings of the size of {shape.Name}", figures, Notes);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{bytes / 1e6:F1} MB: write {write.MedianSeconds:F2} s, read {read.MedianSeconds:F2} s, epoch {run.TypicalSeconds:F2} s"));
            if (json is not null)
                FigureReport.WriteJson(json, shape, figures, new { Bytes = bytes, SecondsPerEpoch = run.TypicalSeconds });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
