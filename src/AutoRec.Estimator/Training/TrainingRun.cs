using System.Diagnostics;
using AutoRec.Engines;
using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>
/// A whole training, the same for every engine: epochs, validation, stopping early, fitting again on all ratings. It knows neither
/// ML.NET nor how a step is computed.
/// </summary>
internal sealed class TrainingRun
{
    private readonly AutoRecOptions _options;
    private readonly AutoRecVariant _variant;
    private readonly int _seed;
    private readonly TrainingEngine _engine;
    private readonly Action<string> _log;
    private readonly Action _throwIfCanceled;

    public TrainingRun(
        AutoRecOptions options,
        AutoRecVariant variant,
        int seed,
        Action<string> log,
        Action throwIfCanceled)
    {
        (_options, _variant, _seed) = (options, variant, seed);
        (_log, _throwIfCanceled) = (log, throwIfCanceled);
        (_engine, var reason) = EngineChoice.Choose(options);
        _log($"Engine: {_engine}, {reason}.");
    }

    /// <param name="ratings">The rows to encode.</param>
    /// <param name="validation">Ratings of the same rows and columns to stop by; null: as the options have it.</param>
    public AutoRecModelParameters Train(RatingMatrix ratings, RatingMatrix? validation)
    {
        if (validation is not null)
            return Train(ratings, validation, epochs: null).Model;
        if (_options.ValidationFraction == 0)
            return Train(ratings, null, epochs: null).Model;

        var (rest, heldOut) = RatingSplit.HoldOut(ratings, _options.ValidationFraction, _seed);
        var (model, bestEpoch) = Train(rest, heldOut, epochs: null);
        if (!_options.RefitOnAllRatings)
            return model;
        _log($"Training again on all {ratings.Count} ratings, for {bestEpoch} epochs.");
        return Train(ratings, null, epochs: bestEpoch).Model;
    }

    /// <summary>Trains on <paramref name="ratings"/> for the given number of epochs, or for as many as validation finds best.</summary>
    private (AutoRecModelParameters Model, int Epochs) Train(RatingMatrix ratings, RatingMatrix? validation, int? epochs)
    {
        var clock = Stopwatch.StartNew();
        var preparation = RatingPreparation.Fit(ratings, _options.Baseline, _options.InputNormalization);
        var set = new TrainingSet(ratings, preparation);
        var network = NetworkFactory.Create(set, _options, _seed);
        var schedule = new BatchSchedule(set, _options, [.. network.Hidden.Select(layer => layer.Outputs)], _seed);
        var lambda = _options.Lambda ?? Penalty.UsualLambda(ratings, preparation, _options.EncoderPenaltyOrUsual);
        var lastEpoch = epochs ?? schedule.Epochs;
        _log(FormattableString.Invariant($"λ = {lambda:G4}, {lastEpoch} epochs of {schedule.BatchesPerEpoch} steps."));

        var model = new ModelBuilder(_variant, preparation, ratings, _options);
        var best = (Rmse: double.PositiveInfinity, Epoch: 0, Network: network);
        var settings = EngineSettings.Of(_options, schedule.LearningRate(step: 0), lambda / set.Count);
        using var engine = EngineChoice.Create(_engine, network, settings);
        for (var epoch = 0; epoch < lastEpoch; epoch++)
        {
            var rmse = TrainEpoch(engine, schedule, epoch, set.Count) * preparation.Scale.Unit;
            double? validationRmse = null;
            if (validation is not null)
            {
                Copy(engine, network, epoch, schedule);
                validationRmse = model.Build(network).Rmse(validation);
                if (double.IsNaN(validationRmse.Value))
                    throw NothingToValidateWith(validation);
                if (validationRmse < best.Rmse)
                    best = (validationRmse.Value, epoch + 1, NetworkFactory.Clone(network));
            }

            Report(new(epoch + 1, lastEpoch, rmse, validationRmse, clock.Elapsed, _engine, IsRefit: epochs is not null));
            if (validation is not null && _options.Patience > 0 && epoch + 1 - best.Epoch >= _options.Patience)
            {
                _log($"Stopped after epoch {epoch + 1}: {_options.Patience} epochs without a better one than epoch {best.Epoch}.");
                break;
            }
        }

        if (validation is not null)
            return (model.Build(best.Network), best.Epoch);
        Copy(engine, network, lastEpoch - 1, schedule);
        return (model.Build(network), lastEpoch);
    }

    /// <summary>Visits every row once. Returns the RMSE of what the network said of the observed entries on the way.</summary>
    private double TrainEpoch(ITrainingEngine engine, BatchSchedule schedule, int epoch, int count)
    {
        double squaredErrors = 0;
        var step = epoch * schedule.BatchesPerEpoch;
        foreach (var batch in schedule.Batches(epoch))
        {
            _throwIfCanceled();
            squaredErrors += engine.Step(batch, schedule.LearningRate(step++));
            if (!double.IsFinite(squaredErrors))
                throw NotFinite(epoch, schedule.LearningRate(step - 1));
        }

        return Math.Sqrt(squaredErrors / count);
    }

    /// <summary>Takes the weights over. A step tells its loss before it moves the weights, so what the last one did shows here only.</summary>
    private void Copy(ITrainingEngine engine, Network network, int epoch, BatchSchedule schedule)
    {
        engine.CopyTo(network);
        if (!network.Layers.All(layer => Array.TrueForAll(layer.Weights, float.IsFinite) && Array.TrueForAll(layer.Biases, float.IsFinite)))
            throw NotFinite(epoch, schedule.LearningRate(((epoch + 1) * schedule.BatchesPerEpoch) - 1));
    }

    private DivergedException NotFinite(int epoch, double learningRate) => new(FormattableString.Invariant(
        $"The loss is no longer a finite number in epoch {epoch + 1}, at learning rate {learningRate:G3} with {_options.Optimizer}. Lower LearningRate, raise Lambda, or take the defaults of Optimizer and EncoderActivation."));

    private InvalidOperationException NothingToValidateWith(RatingMatrix validation) => new(
        $"None of the {validation.Count} ratings to validate with has a score: all are of rows or columns without training ratings, and the option ColdStart is {_options.ColdStart}. Validate with ratings of known rows and columns, or take ColdStart.Mean.");

    private void Report(TrainingProgress progress)
    {
        var validation = progress.ValidationRmse is { } rmse ? FormattableString.Invariant($", validation RMSE {rmse:F4}") : "";
        _log(FormattableString.Invariant($"Epoch {progress.Epoch}/{progress.Epochs}: training RMSE {progress.TrainingRmse:F4}{validation}"));
        _options.Progress?.Invoke(progress);
    }
}
