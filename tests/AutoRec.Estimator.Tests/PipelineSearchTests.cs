using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

[TestClass]
public sealed class PipelineSearchTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly string _journal = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.tsv");

    private IDataView Ratings => _mlContext.Data.LoadFromEnumerable(TrainingData.Generate());

    public void Dispose() => File.Delete(_journal);

    [TestMethod]
    public void Grid_TwoListsOfValues_HasEveryCombination()
    {
        var grid = Space().Vary("masking", (o, part) => o.InputMasking = part, 0.5, 0.7).Grid();
        Assert.AreSequenceEqual(
            ["hidden units 2, masking 0.5", "hidden units 2, masking 0.7", "hidden units 8, masking 0.5", "hidden units 8, masking 0.7"],
            grid.Select(setting => setting.Description));
        var options = grid[3].CreateOptions();
        Assert.AreEqual(8, options.HiddenLayers[0]);
        Assert.AreEqual(0.7, options.InputMasking);
        Assert.AreNotSame(options, grid[3].CreateOptions());
    }

    [TestMethod]
    public void Grid_OfSomethingBetweenBounds_IsRefused()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Space().VaryBetween("λ", (o, lambda) => o.Lambda = lambda, 1, 9).Grid());
        Assert.Contains("'λ' varies between bounds", error.Message);
    }

    [TestMethod]
    public void Random_SameSeed_DrawsTheSameAndNoneTwice()
    {
        var space = Space().VaryBetween("λ", (o, lambda) => o.Lambda = lambda, 1, 1000, logarithmic: true);
        var settings = space.Random(50, seed: 3);
        Assert.AreSequenceEqual(settings.Select(setting => setting.Description), space.Random(50, seed: 3).Select(setting => setting.Description));
        Assert.HasCount(50, settings.Select(setting => setting.Description).Distinct());
        var lambdas = settings.Select(setting => setting.CreateOptions().Lambda!.Value).ToArray();
        Assert.IsTrue(lambdas.All(lambda => lambda is >= 1 and <= 1000));
        Assert.IsGreaterThan(10, lambdas.Count(lambda => lambda < 32));
    }

    [TestMethod]
    public void Random_MoreThanThereAre_GivesThoseThatThereAre() => Assert.HasCount(2, Space().Random(10));

    [TestMethod]
    public void Run_HoldOut_MeasuresWhatTheUserWouldMeasure()
    {
        var splits = SearchSplit.HoldOut(Ratings, 0.2, seed: 2);
        var trials = Search().Run(Space().Grid(), splits);
        Assert.HasCount(2, trials);
        foreach (var trial in trials)
        {
            var context = new MLContext(1);
            var model = Pipeline(context, trial.Setting.CreateOptions()).Fit(splits[0].TrainSet);
            Assert.AreEqual(context.Regression.Evaluate(model.Transform(splits[0].TestSet)).RootMeanSquaredError, trial.Rmse, 1e-9);
        }
    }

    [TestMethod]
    public void Run_FoldsAndSeeds_GivesMeanAndSpread()
    {
        var trial = Search(seeds: [1, 2]).Run(Space().Grid(), SearchSplit.Folds(Ratings, 3))[0];
        Assert.HasCount(6, trial.Measurements);
        double[] errors = [.. trial.Measurements.Select(measurement => measurement.Rmse)];
        Assert.AreEqual(errors.Average(), trial.Rmse, 1e-12);
        Assert.AreEqual(Math.Sqrt(errors.Sum(error => Math.Pow(error - errors.Average(), 2)) / 5), trial.RmseDeviation, 1e-12);
        Assert.HasCount(6, errors.Distinct());
    }

    [TestMethod]
    public void Run_Diverging_IsNaNAndTheSearchGoesOn()
    {
        var space = new SearchSpace<AutoRecTrainer.Options>(() => TrainingData.Small()).Vary("deviation", (o, deviation) =>
        {
            o.EncoderActivation = Activation.Identity;
            o.HiddenLayers = [8, 8, 8, 8];
            o.InitialStandardDeviation = deviation;
        }, 1e30, 0.01);
        var trials = Search().Run(space.Grid(), SearchSplit.HoldOut(Ratings));
        Assert.IsTrue(double.IsNaN(trials[0].Rmse));
        Assert.IsTrue(double.IsFinite(trials[1].Rmse));
    }

    [TestMethod]
    public void Run_Interrupted_GoesOnFromItsJournal()
    {
        using var source = new CancellationTokenSource();
        var interrupted = Search(progress: progress =>
        {
            if (progress.Done == 3)
                source.Cancel();
        }, cancellation: source.Token, seeds: [1, 2]);
        var splits = SearchSplit.HoldOut(Ratings);
        Assert.Throws<OperationCanceledException>(() => interrupted.Run(Space().Grid(), splits));
        Assert.HasCount(3, File.ReadAllLines(_journal));
        File.AppendAllText(_journal, "hold-out 0.1, seed 1\thidden uni"); // as a program leaves it that was killed

        var trained = 0;
        var search = new PipelineSearch<AutoRecTrainer.Options>((context, options) =>
        {
            trained++;
            return Pipeline(context, options);
        })
        { Journal = _journal, Seeds = [1, 2] };
        var trials = search.Run(Space().Grid(), splits);
        Assert.AreEqual(1, trained);
        var whole = Search(seeds: [1, 2], journal: false).Run(Space().Grid(), splits);
        Assert.AreSequenceEqual(whole.Select(trial => trial.Rmse), trials.Select(trial => trial.Rmse));
    }

    [TestMethod]
    public void Run_JournalThatIsNone_SaysSoAndLeavesIt()
    {
        File.WriteAllText(_journal, "my notes\n");
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Search().Run(Space().Grid(), SearchSplit.HoldOut(Ratings)));
        Assert.Contains("line 1: 'my notes'", error.Message);
        Assert.AreEqual("my notes\n", File.ReadAllText(_journal));
    }

    [TestMethod]
    public void Run_CanceledInTheMiddleOfATraining_EndsThere()
    {
        using var source = new CancellationTokenSource();
        var epochs = 0;
        var space = new SearchSpace<AutoRecTrainer.Options>(() =>
        {
            var options = TrainingData.Small();
            options.Epochs = 100_000;
            options.Progress = _ =>
            {
                epochs++;
                source.Cancel();
            };
            return options;
        }).Vary("hidden units", (o, width) => o.HiddenLayers = [width], 2);
        Assert.Throws<OperationCanceledException>(() => Search(cancellation: source.Token).Run(space.Grid(), SearchSplit.HoldOut(Ratings)));
        Assert.AreEqual(1, epochs);
    }

    private static SearchSpace<AutoRecTrainer.Options> Space() => new SearchSpace<AutoRecTrainer.Options>(() =>
    {
        var options = TrainingData.Small();
        options.Seed = null;
        return options;
    }).Vary("hidden units", (o, width) => o.HiddenLayers = [width], 2, 8);

    private static EstimatorChain<AutoRecPredictionTransformer> Pipeline(MLContext mlContext, AutoRecTrainer.Options options) =>
        TrainingData.Keys(mlContext).Append(mlContext.Recommendation().Trainers.AutoRec(options));

    private PipelineSearch<AutoRecTrainer.Options> Search(
        IReadOnlyList<int>? seeds = null,
        Action<SearchProgress>? progress = null,
        CancellationToken? cancellation = null,
        bool journal = true) => new(Pipeline)
        {
            Seeds = seeds ?? [1],
            Journal = journal ? _journal : null,
            Progress = progress,
            CancellationToken = cancellation ?? CancellationToken.None,
        };
}
