using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>Canceled trainings that keep their model.</summary>
[TestClass]
public sealed class KeepModelTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    private IDataView Ratings => TrainingData.Mapped(_mlContext, TrainingData.Generate());

    [TestMethod]
    [DataRow(TrainingEngine.Sparse)]
    [DataRow(TrainingEngine.Torch)]
    public void Fit_CanceledAfterAnEpoch_ReturnsTheModelOfThatEpoch(TrainingEngine engine)
    {
        // With a constant rate, a training of four epochs takes the same steps as the first four of forty.
        AutoRecTrainer.Options Constant(int epochs)
        {
            var options = Options();
            (options.Engine, options.Epochs, options.LearningRateSchedule) = (engine, epochs, LearningRateSchedule.Constant);
            return options;
        }

        var expected = _mlContext.Recommendation().Trainers.AutoRec(Constant(epochs: 4)).Fit(Ratings).Model;
        var actual = FitCanceled(Constant(epochs: 40), afterEpoch: 4);
        Assert.AreSequenceEqual(TrainingData.Weights(expected), TrainingData.Weights(actual.Model));
        Assert.AreEqual(4, actual.Card!.Epochs);
        Assert.HasCount(3, _mlContext.Model.CreateRecommender<int, int>(
            TrainingData.Keys(_mlContext).Fit(_mlContext.Data.LoadFromEnumerable(TrainingData.Generate())).Append(actual),
            _mlContext.Data.LoadFromEnumerable(TrainingData.Generate()).Schema).Recommend(1, 3));
    }

    [TestMethod]
    public void Fit_CanceledWithValidation_ReturnsTheBestValidatedModel()
    {
        var options = Options();
        (options.ValidationFraction, options.RefitOnAllRatings, options.Patience) = (0.2, false, 0);
        var best = (Rmse: double.PositiveInfinity, Epoch: 0);
        var model = FitCanceled(options, afterEpoch: 12, progress =>
        {
            if (progress.ValidationRmse < best.Rmse)
                best = (progress.ValidationRmse.Value, progress.Epoch);
        });
        Assert.AreEqual(best.Epoch, model.Card!.Epochs);
        Assert.AreEqual(best.Rmse, model.Card.ValidationRmse!.Value, 1e-6);
    }

    [TestMethod]
    public void Fit_CanceledInTheRefit_ReturnsTheModelOfTheFirstTraining()
    {
        var options = Options();
        (options.ValidationFraction, options.LearningRate) = (0.2, 0.01);
        options.RefitOnAllRatings = false;
        var expected = _mlContext.Recommendation().Trainers.AutoRec(options).Fit(Ratings);
        Assert.IsGreaterThan(1, expected.Card!.Epochs!.Value);
        options.RefitOnAllRatings = true;
        var actual = FitCanceled(options, afterEpoch: 1, isRefit: true);
        Assert.AreSequenceEqual(TrainingData.Weights(expected.Model), TrainingData.Weights(actual.Model));
    }

    [TestMethod]
    public void Fit_CanceledBeforeTheFirstEpoch_Throws()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var options = Options();
        options.CancellationToken = source.Token;
        Assert.Throws<OperationCanceledException>(() => _mlContext.Recommendation().Trainers.AutoRec(options).Fit(Ratings));
    }

    private static AutoRecTrainer.Options Options() => new()
    {
        MatrixColumnIndexColumnName = "user",
        MatrixRowIndexColumnName = "item",
        HiddenLayers = [16],
        Epochs = 40,
        KeepModelWhenCanceled = true,
        Seed = 1,
    };

    private AutoRecPredictionTransformer<AutoRecModelParameters> FitCanceled(
        AutoRecTrainer.Options options, int afterEpoch, Action<TrainingProgress>? observe = null, bool isRefit = false)
    {
        using var source = new CancellationTokenSource();
        options.CancellationToken = source.Token;
        options.Progress = progress =>
        {
            observe?.Invoke(progress);
            if (progress.Epoch == afterEpoch && progress.IsRefit == isRefit)
                source.Cancel();
        };
        return _mlContext.Recommendation().Trainers.AutoRec(options).Fit(Ratings);
    }
}
