using System.Diagnostics;
using AutoRec.Checkpoints;
using AutoRec.Model;
using AutoRec.Sharding;

namespace AutoRec.Training;

/// <summary>The connection of a training to its host: random seed, log, and cancellation.</summary>
internal sealed record RunContext(int Seed, Action<string> Log, Action ThrowIfCanceled)
{
    /// <summary>The checkpoints of the fit; null for none.</summary>
    public FitCheckpoints? Checkpoints { get; init; }

    /// <summary>Whether the training was canceled. All shards ask at the same time.</summary>
    public bool IsCanceled
    {
        get
        {
            try
            {
                Shard.ThrowIfCanceled(ThrowIfCanceled);
                return false;
            }
            catch (OperationCanceledException)
            {
                return true;
            }
        }
    }

    /// <summary>The columns that this run trains.</summary>
    public Shard Shard { get; init; } = Shard.Whole;
}

/// <summary>Runs a whole training with any engine: epochs, validation, early stopping, and the refit on all ratings.</summary>
/// <param name="options">The options.</param>
/// <param name="variant">The side that the network encodes.</param>
/// <param name="engineFactory">The engine.</param>
/// <param name="context">The seed, the log, and cancellation.</param>
/// <param name="earlier">A model to continue from, by a short training; null to start anew.</param>
internal sealed class TrainingRun(
    AutoRecOptions options, AutoRecVariant variant, EngineFactory engineFactory, RunContext context, EarlierModel? earlier = null)
{
    /// <param name="ratings">The rows to encode.</param>
    /// <param name="validation">Held-out ratings of the same rows and columns; null: the options determine the hold-out.</param>
    public (AutoRecModelParameters Model, TrainingFigures Figures) Train(RatingMatrix ratings, RatingMatrix? validation)
    {
        context.Log($"Engine: {engineFactory.Engine}, {engineFactory.Reason}.");
        if (validation is not null)
            return Train(ratings, validation, epochs: null);
        if (options.ValidationFraction == 0)
            return Train(ratings, null, epochs: null);

        var (rest, heldOut) = RatingSplit.HoldOut(ratings, options.ValidationFraction, context.Seed, context.Shard);
        var (model, figures) = Train(rest, heldOut, epochs: null);
        if (!options.RefitOnAllRatings)
            return (model, figures);
        context.Log($"Training again on all {context.Shard.Sum(ratings.Count)} ratings, for {figures.Epochs} epochs.");
        return (UnlessCanceled(() => Train(ratings, null, figures.Epochs).Model, model), figures);
    }

    /// <summary>Trains for the given number of epochs; if it is null, for the best number by validation or for the default.</summary>
    private (AutoRecModelParameters Model, TrainingFigures Figures) Train(RatingMatrix ratings, RatingMatrix? validation, int? epochs)
    {
        var set = new TrainingSet(ratings, options.Baseline, options.InputNormalization, context.Shard);
        var trained = TrainNetwork(set, ratings, validation, epochs, Report);
        var share = !NetworkShare.IsUncertain(set, options) ? NetworkShare.Whole
            : earlier is not null ? earlier.Share
            : UnlessCanceled(() => FitShare(ratings, set.Count, trained.Epochs), NetworkShare.Whole);
        var model = new ModelBuilder(variant, set, ratings, options, trained.Lambda, share)
            .Build(trained.Network, keepsCodes: context.Shard.IsInFirstProcess || validation is not null);
        return (model, new(trained.Epochs, validation is null ? null : Rmse(model, validation)));
    }

    /// <summary>The result of a second training; that of the first one if it is canceled and the option keeps the model.</summary>
    private T UnlessCanceled<T>(Func<T> train, T first)
    {
        try
        {
            return train();
        }
        catch (OperationCanceledException) when (options.KeepModelWhenCanceled)
        {
            context.Log("Canceled: keeping the result of the first training.");
            context.Checkpoints?.Keep();
            return first;
        }
    }

    /// <summary>Trains once more, on a part of the ratings, to learn from the others how much the network's output is worth.</summary>
    private NetworkShare FitShare(RatingMatrix ratings, int count, int epochs)
    {
        if (count < 2)
            return NetworkShare.None;
        var (rest, heldOut) = RatingSplit.HoldOut(ratings, NetworkShare.FractionToHoldOut(count), context.Seed, context.Shard);
        var set = new TrainingSet(rest, options.Baseline, options.InputNormalization, context.Shard);
        context.Log($"Few ratings for each row and column: training again without {count - set.Count} of them, to learn how much the "
            + "network's part is worth.");
        var (network, _, lambda) = TrainNetwork(set, rest, null, epochs, report: null);
        var whole = new ModelBuilder(variant, set, rest, options, lambda, NetworkShare.Whole).Build(network, scoresColdRows: false);
        var share = NetworkShare.Fit(whole, set, RatingSplit.Known(set, rest, heldOut));
        context.Log(FormattableString.Invariant($"The network's part counts {share.Factor:P0}, beside biases damped by {share.Damping}."));
        return share;
    }

    private (Network Network, int Epochs, double Lambda) TrainNetwork(
        TrainingSet set, RatingMatrix ratings, RatingMatrix? validation, int? epochs, Action<TrainingProgress>? report)
    {
        var clock = Stopwatch.StartNew();
        var widths = NetworkFactory.WidthsThroughAndBack(options.HiddenLayers);
        var schedule = new BatchSchedule(set, options, widths, context.Seed, continues: earlier is not null);
        if (TrainingCost.Of(set, options, engineFactory.Engine, schedule.BatchSize, validation is not null).Describe() is { } cost)
            context.Log(cost);
        var lambda = options.Lambda ?? Recipe.Lambda(options, set);
        var (network, settings) = Start(set, lambda, schedule.LearningRate(step: 0));
        var lastEpoch = epochs ?? schedule.Epochs;
        var optimizer = options.Optimizer is null && settings.Optimizer == AutoRecOptimizer.RowAdam ? " of RowAdam: large matrices" : "";
        context.Log(FormattableString.Invariant(
            $"λ = {lambda:G4}, {lastEpoch} epochs of {schedule.BatchesPerEpoch} steps{optimizer}."));
        var checkpoint = BeginStage(network, ratings, validation, epochs);
        if (checkpoint?.ReadResult(network) is { } finished)
            return (network, finished, lambda);

        var model = validation is null ? null : new ModelBuilder(variant, set, ratings, options, lambda, NetworkShare.Whole);
        var best = new BestNetwork(Rmse: double.PositiveInfinity, Epoch: 0, network);
        var keepsModel = options.KeepModelWhenCanceled && epochs is null;
        using var engine = engineFactory.Create(network, settings);
        var (firstEpoch, timeBefore) = checkpoint?.Resume(engine, ref best, lastEpoch) ?? (0, TimeSpan.Zero);
        if (firstEpoch > 0)
            engine.CopyTo(network);
        var isTold = false;
        for (var epoch = firstEpoch; epoch < lastEpoch; epoch++)
        {
            var begun = clock.Elapsed;
            double rmse;
            try
            {
                rmse = TrainEpoch(engine, schedule, epoch, set.Count) * set.Preparation.Scale.Unit;
            }
            catch (OperationCanceledException) when (keepsModel && epoch > 0)
            {
                var kept = validation is null ? epoch : best.Epoch;
                context.Log($"Canceled in epoch {epoch + 1} of {lastEpoch}: keeping the model of epoch {kept}.");
                context.Checkpoints?.Keep();
                return (validation is null ? network : best.Network, kept, lambda);
            }

            if (validation is not null || keepsModel)
                Copy(engine, network, epoch, schedule);
            double? validationRmse = null;
            if (validation is not null)
            {
                (validationRmse, var count) = Rmse(model!.Build(network, scoresColdRows: false), validation);
                if (count == 0)
                    throw NothingToValidateWith(validation);
                if (epoch == 0)
                    LogUnscored(validation, count);
                if (validationRmse < best.Rmse)
                    best = new(validationRmse.Value, epoch + 1, NetworkFactory.Clone(network));
            }

            var isRefit = epochs is not null;
            if (!isTold && TrainingCost.Tells(clock.Elapsed - begun, isFirst: epoch == firstEpoch))
            {
                isTold = true;
                if (TrainingCost.DescribeRest(clock.Elapsed - begun, lastEpoch - epoch - 1) is { } rest)
                    context.Log(rest);
            }

            report?.Invoke(new(epoch + 1, lastEpoch, rmse, validationRmse, timeBefore + clock.Elapsed, engineFactory.Engine, isRefit));
            if (validation is not null && options.Patience > 0 && epoch + 1 - best.Epoch >= options.Patience)
            {
                context.Log($"Stopped after epoch {epoch + 1}: no improvement since epoch {best.Epoch}.");
                break;
            }

            // After a cancellation, only here the state is still that of a whole epoch.
            if (checkpoint is null || epoch + 1 == lastEpoch || !(checkpoint.IsDue(epoch + 1) || context.IsCanceled))
                continue;
            if (validation is null && !keepsModel)
                Copy(engine, network, epoch, schedule); // Refuses weights that are not finite.
            checkpoint.Write(epoch + 1, timeBefore + clock.Elapsed, engine, best);
        }

        if (validation is null)
        {
            Copy(engine, network, lastEpoch - 1, schedule);
            best = new(double.NaN, lastEpoch, network);
        }

        checkpoint?.Finish(best.Network, best.Epoch);
        return (best.Network, best.Epoch, lambda);
    }

    /// <summary>Begins a stage of the fit's checkpoints; null without checkpoints.</summary>
    private StageCheckpoint? BeginStage(Network first, RatingMatrix ratings, RatingMatrix? validation, int? epochs) =>
        context.Checkpoints is { } fit
            ? new(
                fit,
                context.Shard,
                StageSettings.Of(new(options, variant, engineFactory), context.Seed, epochs, first, ratings, validation, context.Shard))
            : null;

    /// <summary>The first weights.</summary>
    private (Network Network, EngineSettings Settings) Start(TrainingSet set, double lambda, double firstLearningRate)
    {
        var settings = EngineSettings.Of(options, set, firstLearningRate, lambda);
        return earlier is null
            ? (NetworkFactory.Create(set, options, context.Seed), settings)
            : new ContinuedNetwork(set, options, settings, lambda, earlier).Create(context.Seed);
    }

    /// <summary>Visits every row once, and returns the RMSE of the observed entries on the way.</summary>
    private double TrainEpoch(ITrainingEngine engine, BatchSchedule schedule, int epoch, int count)
    {
        double squaredErrors = 0;
        var step = epoch * schedule.BatchesPerEpoch;
        foreach (var batch in schedule.Batches(epoch))
        {
            context.Shard.ThrowIfCanceled(context.ThrowIfCanceled);
            squaredErrors += engine.Step(batch, schedule.LearningRate(step++));
            if (!double.IsFinite(squaredErrors))
                throw NotFinite(epoch, schedule, step - 1);
        }

        return Math.Sqrt(squaredErrors / count);
    }

    /// <summary>The RMSE of held-out ratings, and their number without those that have no score.</summary>
    private (double Rmse, int Count) Rmse(AutoRecModelParameters model, RatingMatrix heldOut)
    {
        var (squares, weight, count) = model.SquaredErrors(heldOut);
        Span<double> sums = [squares, weight, count];
        context.Shard.Sum(sums);
        return (Math.Sqrt(sums[0] / sums[1]), (int)sums[2]);
    }

    private void LogUnscored(RatingMatrix validation, int scored)
    {
        var count = (int)context.Shard.Sum(validation.Count);
        if (scored < count)
            context.Log($"{count - scored} of {count} validation ratings have no score and do not count.");
    }

    /// <summary>Copies the weights. A step returns its loss before it moves them, so only this check sees the last step.</summary>
    private static void Copy(ITrainingEngine engine, Network network, int epoch, BatchSchedule schedule)
    {
        engine.CopyTo(network);
        if (!network.IsFinite)
            throw NotFinite(epoch, schedule, ((epoch + 1) * schedule.BatchesPerEpoch) - 1);
    }

    private static DivergedException NotFinite(int epoch, BatchSchedule schedule, int step) => new(FormattableString.Invariant(
        $"The loss is not finite in epoch {epoch + 1}, at learning rate {schedule.LearningRate(step):G3} with {schedule.Optimizer}. ")
        + "Lower LearningRate, bring Lambda closer to its default, or use the defaults of Optimizer and EncoderActivation.");

    private InvalidOperationException NothingToValidateWith(RatingMatrix validation) => new(
        $"None of the {validation.Count} validation ratings has a score: their rows or columns have no training ratings, and ColdStart is "
        + $"{options.ColdStart}. Validate with ratings of known rows and columns, or use ColdStart.Mean.");

    private void Report(TrainingProgress progress)
    {
        var validation = progress.ValidationRmse is { } rmse ? FormattableString.Invariant($", validation RMSE {rmse:F4}") : "";
        var training = FormattableString.Invariant($"training RMSE {progress.TrainingRmse:F4}");
        context.Log($"Epoch {progress.Epoch}/{progress.Epochs}: {training}{validation}");
        options.Progress?.Invoke(progress);
    }
}
