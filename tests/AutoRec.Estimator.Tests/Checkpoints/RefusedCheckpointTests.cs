using AutoRec.Checkpoints;
using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>Checkpoints that a fit must not continue, and folders that it cannot use.</summary>
[TestClass]
public sealed class RefusedCheckpointTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("autorec-tests-").FullName;

    private string Folder => Path.Combine(_parent, "checkpoints");

    private string First => Path.Combine(Folder, "stage-01.autorec-checkpoint");

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    public static IEnumerable<object[]> Differences =>
    [
        [(Action<AutoRecTrainer.Options>)(options => options.LearningRate = 0.004), "LearningRate was 0.003 and is 0.004"],
        [(Action<AutoRecTrainer.Options>)(options => options.Lambda = 20), "Lambda was not set and is 20"],
        [(Action<AutoRecTrainer.Options>)(options => options.HiddenLayers = [12, 4]), "HiddenLayers was [12] and is [12, 4]"],
        [(Action<AutoRecTrainer.Options>)(options => options.Seed = 2), "Seed was 1 and is 2"],
        [(Action<AutoRecTrainer.Options>)(options => options.Engine = TrainingEngine.Torch), "Engine was Sparse and is Torch"],
        [(Action<AutoRecTrainer.Options>)(options => options.Variant = AutoRecVariant.UserBased), "Variant was ItemBased and is UserBased"],
        [
            (Action<AutoRecTrainer.Options>)(options => (options.Epochs, options.Patience) = (5, 3)),
            "Epochs was 4 and is 5; Patience was 10 and is 3",
        ],
        [(Action<AutoRecTrainer.Options>)(options => options.ExampleWeightColumnName = "Weight"), "the weights of the ratings differ"],
        [
            (Action<AutoRecTrainer.Options>)(options => options.MatrixRowFeaturesColumnName = "ItemFeatures"),
            "the features of the ratings differ",
        ],
    ];

    [TestMethod]
    [DynamicData(nameof(Differences))]
    public void Fit_OtherOption_SaysWhatDiffers(Action<AutoRecTrainer.Options> change, string difference)
    {
        Interrupt();
        AssertRefused(difference, change);
        Assert.IsTrue(File.Exists(First), "A refused checkpoint stays.");
    }

    [TestMethod]
    public void Fit_OtherRatings_SaysWhatDiffers()
    {
        Interrupt();
        AssertRefused("the number of ratings was 900 and is 899", ratings: 899);
        AssertRefused("another training: the ratings differ.", first: 4);
    }

    [TestMethod]
    public void Fit_OtherValidationRatings_SaysWhatDiffers()
    {
        void Fit(int seed, bool isCanceled)
        {
            var mlContext = CheckpointedFits.Context(_ => { });
            var split = mlContext.Data.TrainTestSplit(CheckpointedFits.Ratings(mlContext), 0.2, seed: 1);
            using var source = new CancellationTokenSource();
            var options = Options();
            options.CancellationToken = source.Token;
            options.Progress = _ => source.CancelIf(isCanceled);
            var validation = mlContext.Data.TrainTestSplit(split.TestSet, 0.5, seed: seed).TestSet;
            mlContext.Recommendation().Trainers.AutoRec(options).Fit(split.TrainSet, validation);
        }

        Assert.Throws<OperationCanceledException>(() => Fit(1, isCanceled: true));
        Assert.Contains(
            "the validation ratings differ",
            Assert.ThrowsExactly<InvalidOperationException>(() => Fit(2, isCanceled: false)).Message);
    }

    [TestMethod]
    public void Fit_TorchWithOtherNumberOfThreads_SaysWhatDiffers()
    {
        Interrupt(options => options.Engine = TrainingEngine.Torch);
        AssertRefused(
            "NumberOfThreads was 1 and is 2", options => (options.Engine, options.NumberOfThreads) = (TrainingEngine.Torch, 2));
    }

    [TestMethod]
    public void Fit_CheckpointOfAnotherVersion_NamesBothVersions()
    {
        Interrupt();
        CheckpointFile.Write(First, CheckpointFile.Check(First) with { Version = "0.0.9" }, _ => { });
        AssertRefused("version 0.0.9 of AutoRec.MLNet wrote it, and this is ");
    }

    [TestMethod]
    public void Fit_CheckpointOfAnotherStage_SaysSo()
    {
        Interrupt();
        CheckpointFile.Write(First, CheckpointFile.Check(First) with { Stage = 2 }, _ => { });
        AssertRefused("it is that of training 2 of a fit, and this is training 1");
    }

    [TestMethod]
    public void Fit_DamagedCheckpoint_NamesTheFileAndTheRemedy()
    {
        Interrupt();
        var bytes = File.ReadAllBytes(First);
        foreach (var at in new[] { 0, 9, 100, bytes.Length / 2, bytes.Length - 1 })
        {
            var altered = (byte[])bytes.Clone();
            altered[at] ^= 1;
            AssertDamaged(altered);
        }

        foreach (var length in new[] { 0, 5, 20, 40, bytes.Length - 1 })
            AssertDamaged(bytes[..length]);
        AssertDamaged([.. bytes, 0]);
    }

    [TestMethod]
    [DataRow(10, "")]
    [DataRow(1_000_000, "its state ends")]
    public void Fit_StateOfAnotherLengthWithARightChecksum_IsRefused(int count, string detail)
    {
        Interrupt();
        CheckpointFile.Write(First, CheckpointFile.Check(First), state =>
        {
            state.Pass(1); // The number of epochs.
            state.Pass(0L);
            state.Pass(0.0);
            state.Pass(0);
            state.Pass(new float[count]);
        });
        Assert.Contains(detail, Assert.ThrowsExactly<InvalidDataException>(() => Fit()).Message);
    }

    [TestMethod]
    public void Fit_FolderInUse_IsRefusedAndLeavesTheOtherFitAlone()
    {
        var message = "";
        CheckpointedFits.Of(options => options.Progress = progress =>
        {
            if (progress.Epoch == 2)
                message = Assert.ThrowsExactly<IOException>(() => Fit()).Message;
        })(Folder, CancellationToken.None, _ => { });
        Assert.Contains($"The folder '{Folder}' of the option CheckpointFolder is used by another training", message);
        Assert.IsFalse(Directory.Exists(Folder));
    }

    [TestMethod]
    public void Fit_FolderThatIsAFile_SaysWhatToDo()
    {
        File.WriteAllText(Folder, "");
        var message = Assert.ThrowsExactly<IOException>(() => Fit()).Message;
        Assert.Contains($"The folder '{Folder}' of the option CheckpointFolder cannot be used", message);
        Assert.Contains("Set a folder that can be written", message);
    }

    [TestMethod]
    public void Fit_CheckpointThatCannotBeWritten_GoesOn()
    {
        Directory.CreateDirectory(First + ".tmp"); // In the way of the incomplete file.
        var log = new List<string>();
        CheckpointedFits.Of(_ => { })(Folder, CancellationToken.None, log.Add);
        Assert.Contains(
            line => line.Contains("cannot be written", StringComparison.Ordinal)
                && line.Contains("The training goes on", StringComparison.Ordinal),
            log);
    }

    [TestMethod]
    public void Trainer_WrongOptions_AreRefused()
    {
        AssertRefusedOption("The option CheckpointFolder is ' '", options => options.CheckpointFolder = " ");
        AssertRefusedOption("The option CheckpointInterval is -00:00:01", options => options.CheckpointInterval = -TimeSpan.FromSeconds(1));
        AssertRefusedOption("The option CheckpointEpochs is 0", options => options.CheckpointEpochs = 0);
        AssertRefusedOption(
            $"The option CheckpointFolder is '{Folder}' with Optimizer = LBfgs, whose state TorchSharp cannot save",
            options => options.Optimizer = AutoRecOptimizer.LBfgs);

        void AssertRefusedOption(string message, Action<AutoRecTrainer.Options> change)
        {
            var options = Options();
            change(options);
            Assert.Contains(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(
                () => new MLContext().Recommendation().Trainers.AutoRec(options)).Message);
        }
    }

    [TestMethod]
    public void Blend_MemberThatCannotResume_IsNamed()
    {
        var member = CheckpointedFits.Small();
        (member.Engine, member.Optimizer) = (TrainingEngine.Torch, AutoRecOptimizer.LBfgs);
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => new MLContext().Recommendation().Trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
            {
                MatrixColumnIndexColumnName = "user",
                MatrixRowIndexColumnName = "item",
                Members = [CheckpointedFits.Small(), member],
                CheckpointFolder = Folder,
            }));
        Assert.Contains("Members[1]: The option CheckpointFolder", error.Message);
    }

    private static AutoRecTrainer.Options WithRate()
    {
        var options = CheckpointedFits.Small();
        options.LearningRate = 0.003;
        return options;
    }

    private AutoRecTrainer.Options Options()
    {
        var options = WithRate();
        (options.CheckpointFolder, options.CheckpointEpochs) = (Folder, 1);
        return options;
    }

    private void Fit(Action<AutoRecTrainer.Options>? change = null, int ratings = 900, float first = 3)
    {
        var mlContext = CheckpointedFits.Context(_ => { });
        var options = Options();
        change?.Invoke(options);
        mlContext.Recommendation().Trainers.AutoRec(options).Fit(CheckpointedFits.Ratings(mlContext, ratings, first));
    }

    /// <summary>Cancels a fit after its first epoch.</summary>
    private void Interrupt(Action<AutoRecTrainer.Options>? change = null)
    {
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Fit(options =>
        {
            change?.Invoke(options);
            options.CancellationToken = source.Token;
            options.Progress = _ => source.Cancel();
        }));
        Assert.IsTrue(File.Exists(First));
    }

    private void AssertRefused(string difference, Action<AutoRecTrainer.Options>? change = null, int ratings = 900, float first = 3)
    {
        var message = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(change, ratings, first)).Message;
        Assert.Contains(difference, message);
        Assert.Contains($"The checkpoint '{First}' belongs to another training", message);
        Assert.Contains($"or delete the folder '{Folder}' to train from the start", message);
    }

    private void AssertDamaged(byte[] content)
    {
        File.WriteAllBytes(First, content);
        var message = Assert.ThrowsExactly<InvalidDataException>(() => Fit()).Message;
        Assert.Contains($"The checkpoint '{First}' is damaged", message);
        Assert.Contains("Delete this file", message);
    }
}
