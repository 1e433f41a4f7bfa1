using System.CommandLine;
using System.Globalization;
using AutoRec.Examples;
using Spectre.Console;

namespace AutoRec.Benchmarks;

/// <summary>Trains the same ratings in a plain process and in different numbers of ranks, and compares the models and the costs.</summary>
internal sealed class MpiCommand(Shape shape, int epochs, int shards, CancellationToken cancellationToken)
{
    private const int DefaultEpochs = 8;
    private const int DefaultShards = 16;
    private const double HighestDifference = 1e-5;
    private const int MostPairs = 100_000;
    private const int SharedRanks = 4;
    private const double MostShare = 0.35;

    private static readonly int[] DefaultRanks = [1, 2, 4];

    private static readonly string[] Notes =
    [
        "s per epoch: the median without the first one. NumberOfThreads is 1, so a rank has one thread for each of its shards, on one core "
            + "if there are as many cores as ranks; the plain process has one thread.",
        "MB per step: a rank sends so much, and receives as much, measured in rank 0.",
        "peak: the resident memory of each process. above the runtime: less the peak of such a process that trained on ten ratings. share: "
            + "of that of the plain process.",
    ];

    public static Command Create(CancellationToken cancellationToken)
    {
        var shapes = Shape.CreateOption(Shape.MovieLens1M);
        var ranks = Arguments.WholeNumbers("--ranks", $"Numbers of ranks {Arguments.Default("1,2,4")}", "whole numbers such as 1,2,4");
        var epochs = Arguments.WholeNumber("--epochs", $"Epochs of each training {Arguments.Default(DefaultEpochs)}", minimum: 3);
        var shards = Arguments.WholeNumber("--shards", $"Shards, a power of two {Arguments.Default(DefaultShards)}", minimum: 1);
        var kill = new Option<bool>("--kill") { Description = "Also kill a rank, and continue from the checkpoints" };
        var weak = new Option<bool>("--weak") { Description = "Train on ranks times as many users and ratings" };
        var json = Arguments.File("--json", "Also write the figures as JSON");
        var command = new Command("mpi", "Compares trainings in several MPI processes with that of a plain process.")
        {
            shapes, ranks, epochs, shards, kill, weak, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(kill) && result.GetValue(weak))
                result.AddError("--kill and --weak exclude each other.");
        });
        command.SetAction(result =>
        {
            var path = result.GetValue(json);
            AtomicFile.CheckCanWrite([], ("--json", path));
            var run = new MpiCommand(
                result.GetValue(shapes) ?? Shape.MovieLens1M,
                result.GetValue(epochs) ?? DefaultEpochs,
                result.GetValue(shards) ?? DefaultShards,
                cancellationToken);
            int[] numbers = [.. (result.GetValue(ranks) is { Length: > 0 } given ? given : DefaultRanks).Distinct()];
            return result.GetValue(weak) ? run.RunWeak(numbers, path) : run.RunStrong(numbers, result.GetValue(kill), path);
        });
        return command;
    }

    private int RunStrong(int[] ranks, bool kills, string? json)
    {
        using var files = new RankFiles();
        var launcher = new Launcher();
        int[] counts = [.. ranks.Append(1).Distinct()];
        var (whole, tiny) = (files.Write(shape, counts), files.Write(RankFiles.Tiny, counts));
        var plain = Measure(null, 1, whole, tiny, files.PathOf("plain.zip"));
        var rows = new List<MpiRow> { plain };
        foreach (var count in ranks)
            rows.Add(Measure(launcher, count, whole, tiny, files.PathOf($"ranks-{count}.zip")));
        MpiTable.Print(shape, rows, plain);

        var digests = rows.Skip(1).Select(row => row.Digest).Distinct().ToArray();
        Console.WriteLine($"The models of {string.Join(", ", ranks)} ranks have {(digests.Length == 1 ? "the same" : "different")} "
            + $"weights: SHA-256 {string.Join(", ", digests)}.");
        var difference = LargestDifference(files.PathOf("plain.zip"), files.PathOf($"ranks-{ranks[0]}.zip"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"The largest difference of a score to the plain process is {difference:G3} stars; expected at most {HighestDifference:G1}."));
        var share = (double?)rows.Find(row => row.Ranks == SharedRanks)?.OwnBytes.Max() / plain.OwnBytes[0];
        if (share is not null)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Of {SharedRanks} ranks, each needs at most {share:F2} of a plain process's memory; expected {MostShare}."));
        }

        foreach (var note in Notes)
            Console.WriteLine(note);

        var killed = kills
            ? KilledRank.Run(launcher, ranks.Max(), TrainingOn(whole) with { Checkpoints = files.PathOf("checkpoints") }, cancellationToken)
            : null;
        var isSame = digests.Length == 1 && difference <= HighestDifference && killed?.IsAsPromised(digests[0]) != false;
        if (killed is not null)
            killed.Print(digests[0]);
        var cores = Environment.ProcessorCount;
        if (json is not null)
            JsonReport.Write(json, new { shape, epochs, shards, cores, rows, difference, share, killed, isSame });
        return isSame ? 0 : 1;
    }

    private int RunWeak(int[] ranks, string? json)
    {
        using var files = new RankFiles();
        var launcher = new Launcher();
        var tiny = files.Write(RankFiles.Tiny, ranks);
        var rows = new List<MpiRow>();
        foreach (var count in ranks)
        {
            var grown = shape with { Users = count * shape.Users, Ratings = count * shape.Ratings };
            rows.Add(new MpiCommand(grown, epochs, shards, cancellationToken)
                .Measure(launcher, count, files.Write(grown, count), tiny, save: null));
        }

        MpiTable.Print(shape, rows, plain: null);
        Console.WriteLine("Users and ratings grow with the ranks, so the seconds of an epoch would stay the same with a core for each.");
        foreach (var note in Notes)
            Console.WriteLine(note);
        if (json is not null)
            JsonReport.Write(json, new { shape, epochs, shards, cores = Environment.ProcessorCount, rows });
        return 0;
    }

    private MpiRow Measure(Launcher? launcher, int ranks, string data, string tiny, string? save)
    {
        var sharding = launcher is null ? 0 : shards;
        var runtime = RankRun.Finish(
            launcher, ranks, new(tiny, RankFiles.Tiny.Users, RankFiles.Tiny.Items, Epochs: 2, sharding), cancellationToken);
        var trained = RankRun.Finish(launcher, ranks, TrainingOn(data) with { Shards = sharding, Save = save }, cancellationToken);
        var row = new MpiRow(launcher is null ? 0 : ranks, [.. runtime.Select(rank => rank.PeakBytes)], trained);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Name}: {row.Seconds:F2} s per epoch"));
        return row;
    }

    private RankTraining TrainingOn(string data) => new(data, shape.Users, shape.Items, epochs, shards);

    private static double LargestDifference(string first, string second)
    {
        var (one, other) = (RatingModelFile.Load(first), RatingModelFile.Load(second));
        var (random, pairs) = (new Random(1), (long)one.ItemCount * one.UserCount);
        var all = pairs <= MostPairs;
        return Enumerable.Range(0, (int)Math.Min(pairs, MostPairs)).Max(n =>
        {
            var (item, user) = all ? (n / one.UserCount, n % one.UserCount) : (random.Next(one.ItemCount), random.Next(one.UserCount));
            return Math.Abs((double)one.Score(item, user) - other.Score(item, user));
        });
    }
}
