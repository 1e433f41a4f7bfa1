using System.Diagnostics;
using AutoRec.Interop;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Fits that were interrupted and continue from their checkpoints.</summary>
[TestClass]
public sealed class ResumeTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("autorec-tests-").FullName;

    public static IEnumerable<object[]> Fits => CheckpointedFits.All.Keys.Select(name => new object[] { name });

    public TestContext TestContext { get; set; } = null!;

    private string Folder => Path.Combine(_parent, "checkpoints");

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [TestMethod]
    [DynamicData(nameof(Fits))]
    public void Fit_CanceledAfterEveryCheckpoint_GivesTheModelOfAnUninterruptedRun(string name)
    {
        var fit = CheckpointedFits.All[name];
        var expected = fit(null, CancellationToken.None, _ => { });
        var (actual, cancellations) = FitWithCancellations(fit);
        Assert.AreEqual(expected, actual);
        Assert.IsGreaterThan(name == "blend" ? 3 : 2, cancellations);
        Assert.IsFalse(Directory.Exists(Folder), "A fit that has succeeded deletes its checkpoints and their folder.");
    }

    [TestMethod]
    [DataRow(1, 4)]
    [DataRow(3, 1)]
    public void Fit_OtherNumberOfThreads_GivesTheSameModel(int threadsBefore, int threadsAfter)
    {
        CheckpointedFit Wide(int threads) =>
            CheckpointedFits.Of(options => (options.HiddenLayers, options.NumberOfThreads) = ([70, 40], threads));
        var expected = Wide(threadsAfter)(null, CancellationToken.None, _ => { });
        AssertCanceled(Wide(threadsBefore), after: 2);
        Assert.AreEqual(expected, Wide(threadsAfter)(Folder, CancellationToken.None, _ => { }));
    }

    [TestMethod]
    public async Task Fit_KilledProcess_ContinuesToTheSameModel()
    {
        var (whole, resumed) = (Path.Combine(_parent, "whole.zip"), Path.Combine(_parent, "resumed.zip"));
        await ProcessRun.LinesAsync(Program, ["", whole], TestContext.CancellationToken);
        var last = 0;
        foreach (var killedAfter in new[] { 3, 9 })
        {
            var epochs = await KillAfterAsync(killedAfter, resumed);
            Assert.IsGreaterThanOrEqualTo(last, epochs[0], "The process began before its checkpoint.");
            last = epochs[0];
        }

        Assert.IsGreaterThan(1, last);
        Assert.IsFalse(File.Exists(resumed));
        var lines = await ProcessRun.LinesAsync(Program, [Folder, resumed], TestContext.CancellationToken);
        Assert.StartsWith("refit", lines[^1]);
        Assert.AreEqual(DigestOf(whole), DigestOf(resumed));
        Assert.IsFalse(Directory.Exists(Folder));
    }

    [TestMethod]
    public void Fit_Resumed_ReportsTheNextEpochAndTheTimeOfAll()
    {
        var reports = new List<TrainingProgress>();
        var slow = CheckpointedFits.Of(options => options.Progress = _ => Thread.Sleep(30));
        AssertCanceled(slow, after: 2);
        var log = new List<string>();
        CheckpointedFits.Of(options => options.Progress = reports.Add)(Folder, CancellationToken.None, log.Add);
        Assert.AreSequenceEqual([3, 4], reports.Select(report => report.Epoch));
        Assert.IsGreaterThanOrEqualTo(60, reports[0].Elapsed.TotalMilliseconds);
        Assert.Contains($"Resuming after epoch 2 of 4 from '{Path.Combine(Folder, "stage-01.autorec-checkpoint")}'.", log);
    }

    [TestMethod]
    public void Fit_CanceledBetweenEpochs_KeepsTheLastEpochBeforeTheIntervalEnds()
    {
        using var source = new CancellationTokenSource();
        var canceled = CheckpointedFits.Of(options =>
        {
            (options.CheckpointEpochs, options.CheckpointInterval) = (null, TimeSpan.FromHours(1));
            options.Progress = progress => source.CancelIf(progress.Epoch == 3);
        });
        Assert.Throws<OperationCanceledException>(() => canceled(Folder, source.Token, _ => { }));
        var log = new List<string>();
        CheckpointedFits.Of(_ => { })(Folder, CancellationToken.None, log.Add);
        Assert.HasCount(1, log.Where(line => line.StartsWith("Resuming after epoch 3 of 4", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_ShortTrainingWithTheDefaultInterval_WritesOnlyFinishedTrainings()
    {
        var log = new List<string>();
        CheckpointedFits.Of(options => options.CheckpointEpochs = null)(Folder, CancellationToken.None, log.Add);
        var written = log.Where(line => line.StartsWith("Wrote the checkpoint", StringComparison.Ordinal)).ToList();
        Assert.HasCount(2, written, "The network, and the small one for the probabilities of the rating levels.");
        Assert.IsTrue(written.All(line => line.Contains("of the finished training", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_CanceledWithKeepModelWhenCanceled_KeepsTheCheckpoints()
    {
        using var source = new CancellationTokenSource();
        var kept = CheckpointedFits.Of(options =>
        {
            options.KeepModelWhenCanceled = true;
            options.Progress = progress => source.CancelIf(progress.Epoch == 2);
        })(Folder, source.Token, _ => { });
        var whole = CheckpointedFits.Of(_ => { });
        Assert.AreNotEqual(whole(null, CancellationToken.None, _ => { }), kept);
        Assert.AreEqual(whole(null, CancellationToken.None, _ => { }), whole(Folder, CancellationToken.None, _ => { }));
    }

    [TestMethod]
    public void Fit_CanceledWithKeepModelWhenCanceledBeforeFurtherStages_ContinuesWithThem()
    {
        CheckpointedFit FewRatings(bool keeps, Action<TrainingProgress>? progress) => CheckpointedFits.Of(
            options =>
            {
                (options.ValidationFraction, options.Patience, options.KeepModelWhenCanceled) = (0.2, 0, keeps);
                options.Progress = progress;
            },
            ratings: 150);

        using var source = new CancellationTokenSource();
        FewRatings(keeps: true, progress => source.CancelIf(progress.Epoch == 2))(Folder, source.Token, _ => { });
        var whole = FewRatings(keeps: false, null);
        Assert.AreEqual(whole(null, CancellationToken.None, _ => { }), whole(Folder, CancellationToken.None, _ => { }));
    }

    [TestMethod]
    public void Fit_ResumedAndCanceledInItsFirstEpoch_ReturnsTheModelOfTheCheckpoint()
    {
        string Fit(int epochs, bool keeps, CancellationToken cancellation, Action<string> log)
        {
            var mlContext = CheckpointedFits.Context(log);
            var options = Constant();
            (options.Epochs, options.KeepModelWhenCanceled, options.CancellationToken) = (epochs, keeps, cancellation);
            options.CheckpointFolder = keeps ? Folder : null;
            var trainer = mlContext.Recommendation().Trainers.AutoRec(options);
            return CheckpointedFits.Digest(trainer.Fit(CheckpointedFits.Ratings(mlContext)).Model);
        }

        AssertCanceled(CheckpointedFits.Of(options => options.LearningRateSchedule = LearningRateSchedule.Constant), after: 2);
        using var source = new CancellationTokenSource();
        var kept = Fit(4, keeps: true, source.Token, line => source.CancelIf(line.StartsWith("Resuming", StringComparison.Ordinal)));
        Assert.AreEqual(Fit(2, keeps: false, default, _ => { }), kept);

        static AutoRecTrainer.Options Constant()
        {
            var options = CheckpointedFits.Small();
            options.LearningRateSchedule = LearningRateSchedule.Constant;
            return options;
        }
    }

    [TestMethod]
    public void Fit_Resumed_HasTheCardOfAnUninterruptedRun()
    {
        ModelCard Card(string? folder)
        {
            var mlContext = CheckpointedFits.Context(_ => { });
            var options = WithValidation(folder);
            return mlContext.Recommendation().Trainers.AutoRec(options).Fit(CheckpointedFits.Ratings(mlContext)).Card!;
        }

        AssertCanceled(CheckpointedFits.Of(options => (options.ValidationFraction, options.Patience) = (0.2, 0)), after: 6);
        var (expected, actual) = (Card(null), Card(Folder));
        Assert.AreSequenceEqual(expected.Options, actual.Options);
        Assert.DoesNotContain(option => option.Name.StartsWith("Checkpoint", StringComparison.Ordinal), actual.Options);
        Assert.AreEqual(
            (expected.Epochs, expected.ValidationRmse, expected.Seed, expected.Engine),
            (actual.Epochs, actual.ValidationRmse, actual.Seed, actual.Engine));

        static AutoRecTrainer.Options WithValidation(string? folder)
        {
            var options = CheckpointedFits.Small();
            (options.ValidationFraction, options.Patience, options.CheckpointFolder) = (0.2, 0, folder);
            return options;
        }
    }

    [TestMethod]
    public void Fit_SeedThatWasDrawn_IsThatOfTheCheckpoint()
    {
        int Fit(string? folder, int? seedOfContext, CancellationToken cancellation, Action<string> log)
        {
            var mlContext = new MLContext(seedOfContext);
            mlContext.Log += (_, line) => log(line.RawMessage);
            var options = CheckpointedFits.Small();
            (options.Seed, options.CheckpointFolder, options.CheckpointEpochs) = (null, folder, 1);
            options.CancellationToken = cancellation;
            return mlContext.Recommendation().Trainers.AutoRec(options).Fit(CheckpointedFits.Ratings(mlContext)).Card!.Seed;
        }

        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(
            () => Fit(Folder, 7, source.Token, line => source.CancelIf(line.StartsWith("Wrote", StringComparison.Ordinal))));
        Assert.AreEqual(Fit(null, 7, default, _ => { }), Fit(Folder, null, default, _ => { }));
    }

    [TestMethod]
    public void Fit_FolderThatExisted_IsKept()
    {
        Directory.CreateDirectory(Folder);
        FitWithCancellations(CheckpointedFits.All["Sparse, Adam"]);
        Assert.IsTrue(Directory.Exists(Folder));
        Assert.IsEmpty(Directory.GetFileSystemEntries(Folder));
    }

    [TestMethod]
    public void Fit_AfterAProcessThatWasKilledBeforeItsFirstCheckpoint_DeletesTheFolderThatThatOneCreated()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(Path.Combine(Folder, "autorec-checkpoints.lock"), [0]);
        CheckpointedFits.All["Sparse, Adam"](Folder, CancellationToken.None, _ => { });
        Assert.IsFalse(Directory.Exists(Folder));
    }

    [TestMethod]
    public void Fit_Diverges_LeavesNoCheckpoint()
    {
        var diverges = CheckpointedFits.Of(options =>
            (options.Optimizer, options.LearningRate, options.LearningRateSchedule, options.Epochs, options.EncoderActivation) =
            (AutoRecOptimizer.Sgd, 30, LearningRateSchedule.Constant, 60, Activation.Identity));
        var log = new List<string>();
        Assert.Contains("not finite", Assert.Throws<InvalidOperationException>(
            () => diverges(Folder, CancellationToken.None, log.Add)).Message);
        Assert.IsFalse(Directory.Exists(Folder));
    }

    /// <summary>Cancels after each checkpoint, and fits again, until the fit succeeds.</summary>
    private (string Model, int Cancellations) FitWithCancellations(CheckpointedFit fit)
    {
        for (var cancellations = 0; cancellations < 100; cancellations++)
        {
            using var source = new CancellationTokenSource();
            try
            {
                var model = fit(
                    Folder, source.Token, line => source.CancelIf(line.StartsWith("Wrote the checkpoint", StringComparison.Ordinal)));
                return (model, cancellations);
            }
            catch (OperationCanceledException)
            {
                // The next fit resumes.
            }
        }

        throw new AssertFailedException("The fit does not end.");
    }

    private void AssertCanceled(CheckpointedFit fit, int after)
    {
        using var source = new CancellationTokenSource();
        var written = 0;
        Assert.Throws<OperationCanceledException>(() => fit(
            Folder,
            source.Token,
            line => source.CancelIf(line.StartsWith("Wrote the checkpoint", StringComparison.Ordinal) && ++written == after)));
    }

    private static string Program => Path.Combine(
        RepositoryFiles.OutputOf("tests/Apps/CheckpointedFit"), OperatingSystem.IsWindows() ? "CheckpointedFit.exe" : "CheckpointedFit");

    /// <summary>Kills the program after some lines, and returns the numbers of the epochs that it printed.</summary>
    private async Task<List<int>> KillAfterAsync(int lines, string model)
    {
        var epochs = new List<int>();
        using var process = Process.Start(new ProcessStartInfo(Program, [Folder, model]) { RedirectStandardOutput = true })!;
        while (epochs.Count < lines)
        {
            var line = await process.StandardOutput.ReadLineAsync(TestContext.CancellationToken);
            Assert.IsNotNull(line, "The program ended before it was killed.");
            epochs.Add(int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
        }

        process.Kill();
        await process.WaitForExitAsync(TestContext.CancellationToken);
        return epochs;
    }

    private static string DigestOf(string path)
    {
        var chain = (TransformerChain<ITransformer>)new MLContext().Model.Load(path, out _);
        return CheckpointedFits.Digest((AutoRecPredictionTransformer<AutoRecModelParameters>)chain.LastTransformer);
    }
}

internal static class Cancellation
{
    public static void CancelIf(this CancellationTokenSource source, bool condition)
    {
        if (condition)
            source.Cancel();
    }
}
