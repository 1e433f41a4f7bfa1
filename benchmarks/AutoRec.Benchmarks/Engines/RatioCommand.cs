using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Examples;
using Spectre.Console;
using TorchSharp;

namespace AutoRec.Benchmarks;

/// <summary>Compares the sparse engine with TorchSharp's. Their epochs alternate, so that other load on the machine slows both.</summary>
internal sealed class RatioCommand(Shape shape, AutoRecVariant variant, int hiddenUnits, int epochs, CancellationToken cancellationToken)
{
    private const int DefaultHidden = 512;
    private const int DefaultEpochs = 5;
    private const double LongEpoch = 60;
    private const double TolerableDifference = 1e-4;

    public static Command Create(CancellationToken cancellationToken)
    {
        var shapes = Shape.CreateOption(Shape.MovieLens100K);
        var variant = Arguments.Variant(AutoRecVariant.ItemBased);
        var hidden = Arguments.WholeNumber("--hidden", $"Hidden units {Arguments.Default(DefaultHidden)}", minimum: 1);
        var epochs = Arguments.WholeNumber("--epochs", $"Epochs of each engine {Arguments.Default(DefaultEpochs)}", minimum: 1);
        var json = Arguments.File("--json", "Also write the figures as JSON");
        var memory = new Option<bool>("--peak-memory")
        {
            Description = "Train with the sparse engine only, and print the peak memory of the process in bytes",
            Hidden = true,
        };
        var command = new Command("ratio", "Times the sparse engine and TorchSharp's, and checks that their losses agree.")
        {
            shapes, variant, hidden, epochs, json, memory,
        };
        command.SetAction(result =>
        {
            var ratio = new RatioCommand(
                result.GetValue(shapes) ?? Shape.MovieLens100K,
                result.GetValue(variant) ?? AutoRecVariant.ItemBased,
                result.GetValue(hidden) ?? DefaultHidden,
                result.GetValue(epochs) ?? DefaultEpochs,
                cancellationToken);
            if (result.GetValue(memory))
                Console.WriteLine(ratio.TrainSparse());
            else
                ratio.Compare(result.GetValue(json));
        });
        return command;
    }

    private void Compare(string? jsonPath)
    {
        AtomicFile.CheckCanWrite([], ("--json", jsonPath));
        var figures = Progress(Measure);
        Print(figures);
        if (jsonPath is not null)
            JsonReport.Write(jsonPath, figures);
        if (figures.LossDifference > TolerableDifference)
            throw new InvalidOperationException(
                FormattableString.Invariant(
                    $"The engines reach different losses: sparse {figures.SparseLoss:G7}, TorchSharp {figures.TorchLoss:G7}."));
    }

    private RatioFigures Measure(Action<string> say)
    {
        say("Measuring peak memory in another process");
        var peakMemory = MeasurePeakMemory();
        say($"Generating {shape.Ratings:N0} ratings");
        var task = new TrainingTask(shape, variant, hiddenUnits);
        using var torchRun = task.Start(TrainingEngine.Torch);
        using var sparseRun = task.Start(TrainingEngine.Sparse);

        say("Warming up");
        task.WarmUp(cancellationToken);

        // If a dense epoch would take too long, only some of its batches are timed.
        say("Timing a batch of TorchSharp");
        var batches = task.Schedule.BatchesPerEpoch;
        using (var trial = task.Start(TrainingEngine.Torch))
        {
            trial.RunEpoch(0, 1, cancellationToken);
            trial.RunEpoch(0, 1, cancellationToken);
            var second = trial.Seconds[1];
            if (second * batches > LongEpoch)
                batches = Math.Clamp((int)(LongEpoch / 4 / second), 2, batches);
        }

        using var sameBatches = batches < task.Schedule.BatchesPerEpoch ? task.Start(TrainingEngine.Sparse) : null;
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            say($"Epoch {epoch + 1}/{epochs}: TorchSharp, {batches} of {task.Schedule.BatchesPerEpoch} batches");
            torchRun.RunEpoch(epoch, batches, cancellationToken);
            say($"Epoch {epoch + 1}/{epochs}: sparse");
            sparseRun.RunEpoch(epoch, int.MaxValue, cancellationToken);
            sameBatches?.RunEpoch(epoch, batches, cancellationToken);
        }

        say("Timing a matrix product");
        var peak = MatrixProductFlops();
        var sparseSeconds = sparseRun.TypicalSeconds;
        return new RatioFigures
        {
            Shape = shape.Name,
            Variant = Arguments.NameOf(variant),
            Rows = task.Rows,
            Columns = task.Columns,
            Ratings = task.Ratings,
            HiddenUnits = hiddenUnits,
            Epochs = epochs,
            BatchesPerEpoch = task.Schedule.BatchesPerEpoch,
            BatchesMeasured = batches,
            SparseSecondsPerEpoch = sparseSeconds,
            SparseLowestSeconds = sparseRun.Range.Lowest,
            SparseHighestSeconds = sparseRun.Range.Highest,
            TorchSecondsPerEpoch = torchRun.TypicalSeconds / batches * task.Schedule.BatchesPerEpoch,
            SparseSecondsOfAllEpochs = sparseRun.Seconds.Sum(),
            MatrixProductGigaFlops = peak / 1e9,
            SparseShareOfPeak = task.UsefulFlop / sparseSeconds / peak,
            SparseLoss = (sameBatches ?? sparseRun).SquaredErrors,
            TorchLoss = torchRun.SquaredErrors,
            SparsePeakMemoryBytes = peakMemory,
            Threads = Environment.ProcessorCount,
            Kernels = RowKernels.Widest.ToString()!,
        };
    }

    private long TrainSparse()
    {
        using var run = new TrainingTask(shape, variant, hiddenUnits).Start(TrainingEngine.Sparse);
        for (var epoch = 0; epoch < epochs; epoch++)
            run.RunEpoch(epoch, int.MaxValue, cancellationToken);
        return Process.GetCurrentProcess().PeakWorkingSet64;
    }

    private long MeasurePeakMemory()
    {
        var output = ChildProcess.Run(
            "ratio", "--peak-memory", "--shape", shape.Name, "--variant", Arguments.NameOf(variant), "--hidden", Text(hiddenUnits),
            "--epochs", "1");
        return long.Parse(output, CultureInfo.InvariantCulture);
    }

    private double MatrixProductFlops()
    {
        const int size = 2048;
        using var scope = torch.NewDisposeScope();
        var matrix = torch.rand(size, size);
        double fastest = double.PositiveInfinity;
        for (var i = 0; i < 10; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            matrix.mm(matrix).Dispose();
            fastest = Math.Min(fastest, clock.Elapsed.TotalSeconds);
        }

        return 2.0 * size * size * size / fastest;
    }

    private static void Print(RatioFigures figures)
    {
        var table = new Table().AddColumns("", "Sparse", "TorchSharp");
        table.AddRow("Seconds per epoch", Text(figures.SparseSecondsPerEpoch), Text(figures.TorchSecondsPerEpoch));
        table.AddRow("Lowest – highest", $"{Text(figures.SparseLowestSeconds)} – {Text(figures.SparseHighestSeconds)}", "");
        table.AddRow(
            "Σe² of the last epoch",
            figures.SparseLoss.ToString("G7", CultureInfo.InvariantCulture),
            figures.TorchLoss.ToString("G7", CultureInfo.InvariantCulture));
        Line($"{figures.Shape}, {figures.Variant} rows: {figures.Rows:N0} × {figures.Columns:N0}, {figures.Ratings:N0} ratings");
        Line($"{figures.HiddenUnits} hidden units, {figures.Epochs} epochs of {figures.BatchesPerEpoch} batches");
        Line($"{figures.Threads} threads, {figures.Kernels}");
        if (figures.BatchesMeasured < figures.BatchesPerEpoch)
            Line($"[yellow]TorchSharp: timed {figures.BatchesMeasured} of {figures.BatchesPerEpoch} batches and scaled up.[/]");
        AnsiConsole.Write(table);
        Line($"[bold]{figures.Ratio:F1} × faster[/]; all {figures.Epochs} epochs {figures.SparseSecondsOfAllEpochs:F2} s");
        Line($"{figures.SparseRatingsPerSecond / 1e6:F2} million ratings per second");
        Line($"peak memory {figures.SparsePeakMemoryBytes / 1e9:F2} GB");
        Line($"{figures.SparseShareOfPeak:P0} of the {figures.MatrixProductGigaFlops:F0} GFlop/s of a matrix product");

        static void Line(FormattableString text) => AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, text);
    }

    private static T Progress<T>(Func<Action<string>, T> work) =>
        AnsiConsole.Status().Start("Starting", context => work(text => context.Status(Markup.Escape(text))));

    private static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
