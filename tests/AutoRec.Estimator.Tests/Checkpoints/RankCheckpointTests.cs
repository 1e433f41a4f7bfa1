using System.Text.RegularExpressions;
using AutoRec.Checkpoints;
using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>Fits of several ranks that were interrupted. Each shard has files of its own, in a folder that all ranks see.</summary>
[TestClass]
public sealed class RankCheckpointTests : IDisposable
{
    private const int Shards = 4;

    private readonly string _parent = Directory.CreateTempSubdirectory("autorec-tests-").FullName;

    private string Folder => Path.Combine(_parent, "checkpoints");

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [TestMethod]
    public void Fit_CanceledAfterEachCheckpointWithOtherRanks_GivesTheSameModel()
    {
        var expected = Fit(2, folder: null);
        var ranks = 1;
        for (var cancellations = 0; cancellations < 50; cancellations++)
        {
            if (FitUntilWritten(ranks) is { } model)
            {
                Assert.AreEqual(expected, model);
                Assert.IsGreaterThan(8, cancellations, "The training, its refit, and the stand-in of rank 0 each have checkpoints.");
                Assert.IsFalse(Directory.Exists(Folder));
                return;
            }

            ranks = ranks == 4 ? 1 : ranks * 2;
        }

        Assert.Fail("The fit does not end.");
    }

    [TestMethod]
    public void Fit_KilledBetweenTheFilesOfTwoShards_ContinuesFromTheCheckpointOfAll()
    {
        Assert.IsNull(FitUntilWritten(2));
        var before = Directory.GetFiles(Folder, "*.epoch-1.*").ToDictionary(path => path, File.ReadAllBytes);
        Assert.HasCount(Shards, before);
        Assert.IsNull(FitUntilWritten(2));
        foreach (var newer in Directory.GetFiles(Folder, "*.epoch-2.*").Order().Skip(1))
            File.Delete(newer);
        foreach (var (path, content) in before)
            File.WriteAllBytes(path, content);
        Assert.AreEqual(Fit(2, folder: null), Fit(2, Folder));
    }

    [TestMethod]
    public void Fit_ADamagedFileOfOneShard_EndsAllRanks()
    {
        Assert.IsNull(FitUntilWritten(2));
        var file = Directory.GetFiles(Folder, "*.shard-0003.*").Single();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);
        var errors = Assert.ThrowsExactly<AggregateException>(() => Fit(2, Folder)).InnerExceptions;
        Assert.HasCount(2, errors);
        Assert.IsTrue(errors.All(error => error.Message.Contains($"The checkpoint '{file}' is damaged", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_WithoutTheFileOfOneShard_SaysThatItStartsAnewAndKeepsTheOthersUntilThen()
    {
        Assert.IsNull(FitUntilWritten(2));
        File.Delete(Directory.GetFiles(Folder, "*.shard-0003.*").Single());
        using var source = new CancellationTokenSource();
        var log = new List<string>();
        Assert.ThrowsExactly<AggregateException>(() => Fit(2, Folder, source, line =>
        {
            lock (log)
                log.Add(line);
            source.CancelIf(line.StartsWith("The shards 3 of 4 have no checkpoint", StringComparison.Ordinal));
        }));
        Assert.HasCount(1, log.Where(line => line.Contains($"in '{Folder}', so it starts anew", StringComparison.Ordinal)));
        Assert.HasCount(Shards - 1, Directory.GetFiles(Folder, "*.shard-*"));
        Assert.AreEqual(Fit(2, folder: null), Fit(2, Folder));
    }

    [TestMethod]
    public void Fit_WithoutTheCheckpointThatTheOthersHave_NamesTheShards()
    {
        Assert.IsNull(FitUntilWritten(2));
        var old = Directory.GetFiles(Folder, "*.shard-0001.*").Single();
        var content = File.ReadAllBytes(old);
        Assert.IsNull(FitUntilWritten(2));
        File.Delete(Directory.GetFiles(Folder, "*.shard-0001.*").Single());
        File.WriteAllBytes(old, content);
        var errors = Assert.ThrowsExactly<AggregateException>(() => Fit(2, Folder)).InnerExceptions;
        Assert.HasCount(2, errors);
        foreach (var error in errors)
            Assert.Contains("the shards 0, 2, 3 of 4 have newer ones, but not that after epoch 1", error.Message);
        Assert.HasCount(Shards, Directory.GetFiles(Folder, "*.shard-*"));
    }

    [TestMethod]
    public void Fit_AFileThatAShardCannotWrite_NamesItInTheLogOfTheFirst()
    {
        var path = Path.Combine(Folder, "stage-01.shard-0003.epoch-1.autorec-checkpoint");
        Directory.CreateDirectory(path + ".tmp"); // In the way of the incomplete file.
        var log = new List<string>();
        Fit(2, Folder, log: line =>
        {
            lock (log)
                log.Add(line);
        });
        Assert.HasCount(1, log.Where(line => Regex.IsMatch(line, $"^The checkpoint '{path}' after epoch 1 cannot be written: .*denied")));
    }

    [TestMethod]
    public void Fit_SeedsThatWereDrawn_AreOneInAllFiles()
    {
        int Fit(int seedOfContext, CancellationTokenSource? source) => ThreadRanks.Start(2, Shards, group =>
        {
            var mlContext = new MLContext(seedOfContext + group.Rank);
            mlContext.Log += (_, line) => source?.CancelIf(line.RawMessage.StartsWith("Wrote the checkpoint", StringComparison.Ordinal));
            var options = Options(Folder);
            (options.RankGroup, options.Seed, options.CancellationToken) = (group, null, source?.Token ?? default);
            return mlContext.Recommendation().Trainers.AutoRec(options).Fit(TrainingData.Mapped(mlContext, TrainingData.Generate()));
        })[0].Card!.Seed;

        using var source = new CancellationTokenSource();
        Assert.ThrowsExactly<AggregateException>(() => Fit(10, source));
        int[] seeds = [.. Directory.GetFiles(Folder, "*.shard-*").Select(file => CheckpointFile.Check(file).Seed)];
        Assert.HasCount(Shards, seeds);
        Assert.HasCount(1, seeds.Distinct());
        Assert.AreEqual(seeds[0], Fit(20, null));
    }

    [TestMethod]
    public void Fit_OtherNumberOfShards_SaysWhatDiffers()
    {
        Assert.IsNull(FitUntilWritten(2));
        var errors = Assert.ThrowsExactly<AggregateException>(() => Fit(2, Folder, shards: 8)).InnerExceptions;
        Assert.IsTrue(errors.All(error => Regex.IsMatch(error.Message, "the shard was ([0-3]) of 4 and is \\1 of 8")));
        Assert.HasCount(Shards, Directory.GetFiles(Folder, "*.epoch-1.*"));
    }

    [TestMethod]
    public void Fit_CheckpointsOfATrainingWithoutRanks_AreRefusedAndTheOtherWayRound()
    {
        Assert.IsNull(FitUntilWritten(2));
        Assert.Contains(
            "belong to a training with RankGroup, and this is one without it",
            Assert.ThrowsExactly<InvalidOperationException>(() => FitAlone(default)).Message);
        Directory.Delete(Folder, recursive: true);
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => FitAlone(source.Token, _ => source.Cancel()));
        var errors = Assert.ThrowsExactly<AggregateException>(() => Fit(1, Folder)).InnerExceptions;
        Assert.Contains("belong to a training without RankGroup, and this is one with it", errors[0].Message);
    }

    private void FitAlone(CancellationToken cancellation, Action<TrainingProgress>? progress = null)
    {
        var mlContext = new MLContext(seed: 1);
        var options = Options(Folder);
        (options.CancellationToken, options.Progress) = (cancellation, progress);
        mlContext.Recommendation().Trainers.AutoRec(options).Fit(TrainingData.Mapped(mlContext, TrainingData.Generate()));
    }

    /// <summary>Cancels all ranks after the next checkpoint; the model if there was none.</summary>
    private string? FitUntilWritten(int ranks)
    {
        using var source = new CancellationTokenSource();
        try
        {
            return Fit(
                ranks, Folder, source, line => source.CancelIf(line.StartsWith("Wrote the checkpoint", StringComparison.Ordinal)));
        }
        catch (AggregateException e) when (e.InnerExceptions.Any(inner => inner is OperationCanceledException))
        {
            return null;
        }
    }

    private static string Fit(
        int ranks, string? folder, CancellationTokenSource? source = null, Action<string>? log = null, int shards = Shards) =>
        ThreadRanks.Start(ranks, shards, group =>
        {
            var mlContext = CheckpointedFits.Context(log ?? (_ => { }));
            var all = TrainingData.Mapped(mlContext, TrainingData.Generate());
            var options = Options(folder);
            (options.RankGroup, options.CancellationToken) = (group, source?.Token ?? CancellationToken.None);
            var part = mlContext.Data.TakePartOfRank(all, group, "user");
            var model = mlContext.Recommendation().Trainers.AutoRec(options).Fit(part);
            return group.Rank == 0 ? CheckpointedFits.Digest(model) : "";
        })[0];

    private static AutoRecTrainer.Options Options(string? folder)
    {
        var options = TrainingData.Small();
        (options.ValidationFraction, options.CheckpointFolder, options.CheckpointEpochs) = (0.2, folder, 1);
        return options;
    }
}
