using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AutoRec.Examples;
using Microsoft.ML;

namespace AutoRec.Benchmarks;

/// <summary>The training of a process: a rank, or the plain process that ranks are compared with. It prints its figures as JSON.</summary>
/// <param name="Data">The folder of <see cref="RankFiles"/>.</param>
/// <param name="Users">The number of users, whose ids are 1 and up.</param>
/// <param name="Items">The number of items.</param>
/// <param name="Epochs">The number of epochs.</param>
/// <param name="Shards">The number of shards; 0 for a plain process.</param>
internal sealed partial record RankTraining(string Data, int Users, int Items, int Epochs, int Shards)
{
    public const int HiddenUnits = 512;

    /// <summary>The number of rows in a step, that of the recipe for MovieLens 1M.</summary>
    public const int BatchSize = 256;

    private const string Verb = "mpi-rank";

    /// <summary>The file of the model; null for none.</summary>
    public string? Save { get; init; }

    /// <summary>The folder of the checkpoints, written after each epoch; null for none.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>The line that a rank prints first, with its number and that of its process.</summary>
    /// <remarks>Characters that prepare a terminal can precede it, because a launcher gives its ranks one.</remarks>
    [GeneratedRegex(@"rank (\d+) is process (\d+)$")]
    public static partial Regex ProcessLine();

    /// <summary>The line that rank 0 prints after an epoch.</summary>
    public static string EpochLine(int epoch) => string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}");

    public static Command Create()
    {
        var training = new Argument<string>("training");
        var command = new Command(Verb, "Trains as a rank of the command mpi.") { training };
        command.Hidden = true;
        command.SetAction(result => JsonSerializer.Deserialize<RankTraining>(result.GetValue(training)!)!.Run());
        return command;
    }

    /// <summary>The command that runs this training.</summary>
    public string[] ToCommand() => ChildProcess.CommandOf(Verb, JsonSerializer.Serialize(this));

    private void Run()
    {
        using var ranks = Shards > 0 ? MpiGroup.Join(Shards) : null;
        var (rank, count) = (ranks?.Rank ?? 0, ranks?.Count ?? 1);
        Print(string.Create(CultureInfo.InvariantCulture, $"rank {rank} is process {Environment.ProcessId}"));
        var mlContext = new MLContext(seed: 1);
        mlContext.Log += (_, line) =>
        {
            if (line.RawMessage.StartsWith("Resuming", StringComparison.Ordinal))
                Print(line.RawMessage);
        };
        var ratings = mlContext.Data.LoadRatings(RankFiles.PartOf(Data, rank, count));
        var keys = mlContext.Transforms.Conversion.MapValueToKey(Pipeline.User, "UserId", keyData: Ids(mlContext, Users))
            .Append(mlContext.Transforms.Conversion.MapValueToKey(Pipeline.Item, "ItemId", keyData: Ids(mlContext, Items)))
            .Fit(ratings);

        var epochs = new List<Moment>();
        var trained = Pipeline.CreateTrainer(mlContext, new AutoRecTrainer.Options
        {
            RankGroup = ranks,
            HiddenLayers = [HiddenUnits],
            BatchSize = BatchSize,
            Epochs = Epochs,
            NumberOfThreads = 1,
            KeepRatings = false,
            Seed = 1,
            CheckpointFolder = Checkpoints,
            CheckpointEpochs = Checkpoints is null ? null : 1,
            Progress = progress =>
            {
                epochs.Add(new(Stopwatch.GetTimestamp(), ranks?.Traffic ?? (0, 0), PeakBytes()));
                Print(EpochLine(progress.Epoch));
            },
        }).Fit(keys.Transform(ratings));
        var peak = PeakBytes();

        var figures = new RankFigures(rank, peak);
        if (rank == 0)
        {
            var steps = (Epochs - 1) * Math.Ceiling((double)Items / BatchSize);
            var (first, last) = (epochs[0].Traffic, epochs[^1].Traffic);
            figures = figures with
            {
                PeakBytesOfEpochs = epochs[^1].Peak,
                SecondsPerEpoch = [.. epochs.Zip(epochs.Skip(1), SecondsBetween)],
                SentPerStep = (last.Sent - first.Sent) / steps,
                ReceivedPerStep = (last.Received - first.Received) / steps,
                Digest = ModelDigest.Of(trained.Model),
            };
        }

        Print(JsonSerializer.Serialize(figures));
        if (rank == 0 && Save is not null)
            AtomicFile.Write(Save, file => mlContext.Model.Save(keys.Append(trained), ratings.Schema, file));
    }

    private static IDataView Ids(MLContext mlContext, int count) =>
        mlContext.Data.LoadFromEnumerable(Enumerable.Range(1, count).Select(id => new KeyId { Id = id }));

    private static double SecondsBetween(Moment one, Moment next) => Stopwatch.GetElapsedTime(one.Time, next.Time).TotalSeconds;

    /// <summary>Writes a line at once. The console writes a long one in parts, and other ranks' lines would come between them.</summary>
    private static void Print(string line)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }

    private static long PeakBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    /// <summary>The end of an epoch.</summary>
    private sealed record Moment(long Time, (long Sent, long Received) Traffic, long Peak);

    private sealed class KeyId
    {
        public int Id { get; set; }
    }
}
