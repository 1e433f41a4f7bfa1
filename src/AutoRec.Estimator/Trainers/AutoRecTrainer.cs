using System.Diagnostics;
using AutoRec.DataViews;
using AutoRec.Engines;
using AutoRec.Interop;
using AutoRec.Recommending;
using AutoRec.Saving;
using AutoRec.Trainers;
using AutoRec.Training;
using Microsoft.ML.Trainers;

namespace AutoRec;

/// <summary>
/// Predicts ratings with AutoRec, an autoencoder that reconstructs rows or columns of the rating matrix from their known entries
/// (Sedhain, Menon, Sanner, Xie: <i>AutoRec: Autoencoders Meet Collaborative Filtering</i>, WWW 2015).
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use `mlContext.Recommendation().Trainers.AutoRec(…)` or `mlContext.Regression.Trainers.AutoRec(…)`.
///
/// ### Input and output columns
/// | Column | Type | Description |
/// | -- | -- | -- |
/// | `MatrixColumnIndexColumnName` | key | input: the user |
/// | `MatrixRowIndexColumnName` | key | input: the item |
/// | `LabelColumnName` | `Single` | input: the rating |
/// | `ExampleWeightColumnName` | `Single` | input, optional: the weight of the rating |
/// | `MatrixRowFeaturesColumnName` | vector of `Single` | input, optional: the features of the item |
/// | `MatrixColumnFeaturesColumnName` | vector of `Single` | input, optional: the features of the user |
/// | `Score` | `Single` | output of the trained transformer: the predicted rating |
///
/// To train, reference AutoRec.MLNet; to score, AutoRec.MLNet.Transforms.
///
/// ### The model
/// $h(r_i) = f(W g(V r_i + \mu) + b)$ for each item's ratings $r_i$ over the users (item-based), trained to minimize
/// $\sum_{(i,u)} (r_{iu} - h(r_i)_u)^2 + \lambda (\rho \|V\|^2 + \|W\|^2)$ over the observed entries only, where $\rho$ is
/// `EncoderPenalty`. With weights, each squared error is multiplied by the weight of its rating. The default recipe adds a baseline of
/// biases, normalized and masked inputs, and a shared part of $W$: docs/algorithm.md.
/// ]]></format>
/// </remarks>
public sealed class AutoRecTrainer : ITrainerEstimator<AutoRecPredictionTransformer<AutoRecModelParameters>, AutoRecModelParameters>
{
    private readonly Options _options;
    private readonly EngineFactory _engine;
    private readonly TrainerHost _host;
    private readonly EarlierPipeline? _earlier; // Null: trains from the start.

    internal AutoRecTrainer(IHostEnvironment environment, Options options)
    {
        _options = (Options)options.CheckedCopy();
        _engine = EngineChoice.For(_options);
        _host = new TrainerHost(environment, nameof(AutoRecTrainer), _options.Seed, _options.CancellationToken);
    }

    private AutoRecTrainer(AutoRecTrainer trainer, EarlierPipeline earlier) =>
        (_options, _engine, _host, _earlier) = (trainer._options, trainer._engine, trainer._host, earlier);

    /// <summary>The data is read once: caching and normalization do not help.</summary>
    public TrainerInfo Info { get; } = MLNetBorder.ReadsItsDataOnce();

    /// <summary>Options of <see cref="AutoRecTrainer"/>.</summary>
    public sealed class Options : AutoRecOptions
    {
        /// <summary>The column of ratings, Single. Default: "Label".</summary>
        public string LabelColumnName = "Label";

        /// <summary>The key column of the users, the matrix's columns. Required.</summary>
        public string MatrixColumnIndexColumnName = "";

        /// <summary>The key column of the items, the matrix's rows. Required.</summary>
        public string MatrixRowIndexColumnName = "";

        /// <summary>
        /// The column of the ratings' weights, Single, finite and at least 0. Default: null, all ratings weigh the same.
        /// </summary>
        /// <remarks>
        /// Only the ratios of the weights matter, and a rating of weight 0 is left out. The weights count in the loss, the baseline, the
        /// fallback scores and the RMSE of validation ratings; not in the inputs of the network, the choice model of lists and the
        /// intervals. Scoring does not need the column.
        /// </remarks>
        public string? ExampleWeightColumnName;

        /// <summary>
        /// The output column of the probability of each rating level, a vector of Single with the levels as slot names. Default: null, no
        /// column.
        /// </summary>
        /// <remarks>
        /// The training ratings must have at most 20 distinct values. A recommender gives these probabilities without the column, too.
        /// </remarks>
        public string? ProbabilitiesColumnName;

        /// <summary>
        /// The column of the items' features, such as genres and year: a vector of Single of known length, finite, the same in all
        /// ratings of an item. Default: null, no features.
        /// </summary>
        /// <remarks>
        /// They need no preparation: training scales each slot, and docs/algorithm.md#features has the rule. If the data to score has the
        /// column, an item without training ratings is scored by its features.
        /// </remarks>
        public string? MatrixRowFeaturesColumnName;

        /// <summary>
        /// The column of the users' features, such as age and occupation: a vector of Single of known length, finite, the same in all
        /// ratings of a user. Default: null, no features.
        /// </summary>
        /// <remarks>As for <see cref="MatrixRowFeaturesColumnName"/>.</remarks>
        public string? MatrixColumnFeaturesColumnName;

        /// <summary>Whether the network encodes items or users. Default: <see cref="AutoRecVariant.ItemBased"/>.</summary>
        public AutoRecVariant Variant = AutoRecVariant.ItemBased;

        /// <summary>
        /// Whether the model keeps the training ratings, two to three bytes each, to recommend to known users. Default: true.
        /// </summary>
        /// <remarks>If false, pass the ratings to <c>mlContext.Model.CreateRecommenderFromRatings</c>.</remarks>
        public bool KeepRatings = true;

        /// <summary>
        /// Whether the trained weights and codes are rounded to 16 bits, so that the model file takes half of the space. Default: false.
        /// </summary>
        /// <remarks>
        /// Each row of weights is stored as 16-bit integers with a scale of its own. The scores change by about 0.001 stars at most. In
        /// memory, weights take 32 bits as ever. A blend always rounds.
        /// </remarks>
        public bool RoundWeights;

        /// <summary>
        /// The processes that train one model together, each on its own part of the ratings, such as <c>MpiGroup.Join()</c>. Default: null,
        /// this process alone.
        /// </summary>
        /// <remarks>
        /// <para>The key mapping must be the same in all ranks. A rank may read any of the ratings; the group sends each to the rank that
        /// trains its column. Only rank 0 gets the model: the transformer of another rank throws when it is used.</para>
        /// <para>If <see cref="KeepRatings"/> is true, rank 0 collects all ratings at the end, and trains what recommending needs alone.
        /// Otherwise the model scores and folds in, but makes no lists.</para>
        /// <para>Weights, features, the TorchSharp engine and L-BFGS are not supported: docs/scale.md.</para>
        /// </remarks>
        public RankGroup? RankGroup;

        /// <summary>A quick training: 128 units and 20 epochs. It takes a third of the time of the defaults on MovieLens 100K.</summary>
        /// <remarks>
        /// It is less accurate, but on a million ratings more accurate than a tuned factorization in the same time. λ and the batch size
        /// follow their rules; the epochs do not grow to 300 steps with few rows, as those of the defaults do.
        /// </remarks>
        public static Options Fast() => new() { HiddenLayers = [128], Epochs = 20, LearningRate = 0.003, InputMasking = 0.5 };

        /// <summary>The setting of the AutoRec paper: 500 sigmoid units, raw ratings, RProp on all rows.</summary>
        /// <remarks>The paper does not state λ and the number of epochs; docs/experiments.md describes how they were chosen.</remarks>
        public static Options Paper()
        {
            var options = PlainNetwork();
            (options.Optimizer, options.Lambda, options.Epochs) = (AutoRecOptimizer.RProp, 50, 50);
            return options;
        }

        /// <summary>The setting of Dive into Deep Learning: 500 sigmoid units, raw ratings, dropout, Adam at 0.002, 25 epochs.</summary>
        /// <remarks>Its weight decay of 1e-5 belongs to a mean over all R × C entries: λ = 1e-5 · R · C, or 16 on MovieLens 100K.</remarks>
        public static Options D2L()
        {
            var options = PlainNetwork();
            (options.HiddenDropout, options.Lambda) = (0.05, 16);
            (options.LearningRate, options.BatchSize, options.Epochs) = (0.002, 256, 25);
            return options;
        }

        /// <summary>An autoencoder on the ratings themselves, without the additions of the default recipe.</summary>
        private static Options PlainNetwork() => new()
        {
            HiddenLayers = [500],
            Baseline = BaselineKind.None,
            InputNormalization = InputNormalization.None,
            InputMasking = 0,
            EncoderPenalty = 1,
            SharedDecoder = false,
            LearningRateSchedule = LearningRateSchedule.Constant,
        };

        internal PairColumns Columns =>
            new(LabelColumnName, MatrixColumnIndexColumnName, MatrixRowIndexColumnName, ExampleWeightColumnName)
            {
                Probabilities = ProbabilitiesColumnName,
                MatrixRowFeatures = MatrixRowFeaturesColumnName,
                MatrixColumnFeatures = MatrixColumnFeaturesColumnName,
            };

        internal override void Check()
        {
            base.Check();
            Columns.Check();
            OptionCheck.RequireDefined(Variant, nameof(Variant));
            if (RankGroup is null)
                return;
            var isPlain = ExampleWeightColumnName is null && MatrixRowFeaturesColumnName is null && MatrixColumnFeaturesColumnName is null;
            OptionCheck.Require(isPlain, nameof(RankGroup), "a group", "null with a column of weights or of features");
            var isSparse = Engine != TrainingEngine.Torch && Optimizer != AutoRecOptimizer.LBfgs && Device == "cpu";
            OptionCheck.Require(isSparse, nameof(RankGroup), "a group", "null unless the sparse engine trains");
            var hasLevels = ProbabilitiesColumnName is null || KeepRatings;
            OptionCheck.Require(
                hasLevels, nameof(KeepRatings), KeepRatings, $"true with {nameof(ProbabilitiesColumnName)} and {nameof(RankGroup)}");
        }
    }

    /// <summary>Trains on all ratings of <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing, not a key of known count, or not Single; or an array would be too large for the number of users or items.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There is no usable rating, a weight is negative or not finite, features are not finite, have another length than their column or
    /// differ in ratings of the same key, or the loss is not finite; the checkpoints are those of another training; or another rank failed
    /// or has other options.
    /// </exception>
    /// <exception cref="InvalidDataException">A checkpoint is damaged.</exception>
    /// <exception cref="IOException">The folder of the checkpoints cannot be used, or another training uses it.</exception>
    /// <exception cref="ObjectDisposedException">The option <see cref="Options.RankGroup"/> is a group that was left.</exception>
    /// <exception cref="DllNotFoundException">The TorchSharp engine trains, and libtorch is missing.</exception>
    /// <exception cref="OperationCanceledException">The training was canceled, in any rank.</exception>
    public AutoRecPredictionTransformer<AutoRecModelParameters> Fit(IDataView input) => Train(input, null);

    /// <summary>Trains on ratings and keeps the weights of the epoch with the lowest RMSE on validation ratings.</summary>
    /// <param name="trainData">The ratings to train on.</param>
    /// <param name="validationData">
    /// The validation ratings, with the same columns and key mapping. Those of users or items without training ratings are left out, with a
    /// warning: they have the same score in every epoch.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="Fit(IDataView)"/>, or the keys differ.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Fit(IDataView)"/>.</exception>
    /// <exception cref="InvalidDataException">A checkpoint is damaged.</exception>
    /// <exception cref="IOException">As for <see cref="Fit(IDataView)"/>.</exception>
    /// <exception cref="ObjectDisposedException">As for <see cref="Fit(IDataView)"/>.</exception>
    /// <exception cref="DllNotFoundException">As for <see cref="Fit(IDataView)"/>.</exception>
    /// <exception cref="OperationCanceledException">As for <see cref="Fit(IDataView)"/>.</exception>
    public AutoRecPredictionTransformer<AutoRecModelParameters> Fit(IDataView trainData, IDataView validationData)
    {
        ArgumentNullException.ThrowIfNull(validationData);
        return Train(trainData, validationData);
    }

    /// <summary>
    /// Creates a trainer with the same options that starts from an earlier model. Its <c>Fit</c> takes all ratings, old and new, in about
    /// a sixth of the time.
    /// </summary>
    /// <remarks>
    /// <para>Users and items are found in the earlier model by their ids, so the key mapping may be fitted anew. New ones are trained too.
    /// Ratings that are left out are forgotten: pass the earlier ones again, not only the new ones.</para>
    /// <para>The network and the choice model of lists are trained from those of the earlier model, by a sixth of the epochs, at a rate of
    /// their own. The intervals and the probabilities of the rating levels are kept, unless the levels changed. <c>Epochs</c>,
    /// <c>LearningRate</c> and the other options of the training may differ from the earlier training; those of the network may not.</para>
    /// <para>Do not cross-validate this trainer: the earlier model knows the ratings of the folds.</para>
    /// </remarks>
    /// <param name="previousModel">The earlier pipeline, fitted or loaded, with one model of the trainer AutoRec.</param>
    /// <param name="previousInputSchema">
    /// The schema of its input, as for <c>mlContext.Model.Save</c>. <c>mlContext.Model.Load</c> returns it.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The pipeline has no AutoRec, several, a blend or a one-class model; an option gives the network another shape; or
    /// <c>ValidationFraction</c> is not 0.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// An earlier version saved the model, which only predicts ratings; or this trainer has a <see cref="Options.RankGroup"/>.
    /// </exception>
    /// <example>
    /// <code>
    /// var trainer = mlContext.Recommendation().Trainers.AutoRec(seed: 1);
    /// var previous = keys.Append(trainer).Fit(train);
    /// var next = keys.Append(trainer.ContinueFrom(previous, train.Schema)).Fit(ratings);
    /// Console.WriteLine(next.LastTransformer.Card!.Epochs &lt; previous.LastTransformer.Card!.Epochs);
    /// // Expected output:
    /// // True
    /// </code>
    /// </example>
    public AutoRecTrainer ContinueFrom(ITransformer previousModel, DataViewSchema previousInputSchema)
    {
        ArgumentNullException.ThrowIfNull(previousModel);
        ArgumentNullException.ThrowIfNull(previousInputSchema);
        if (_options.RankGroup is not null)
            throw new InvalidOperationException("Ranks cannot continue an earlier model. Train without RankGroup, or from the start.");
        return new(this, new EarlierPipeline(previousModel, previousInputSchema, _options));
    }

    /// <summary>The shape of <paramref name="inputSchema"/> with <c>Score</c> appended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, not a key, or not Single.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _options.Columns.AppendScore(inputSchema);
    }

    private AutoRecPredictionTransformer<AutoRecModelParameters> Train(IDataView train, IDataView? validation)
    {
        ArgumentNullException.ThrowIfNull(train);
        var reader = _options.Columns.CreateReader(train);
        _earlier?.CheckFeatures(train.Schema, _options.Columns);
        if (_options.RankGroup is { } ranks)
        {
            ranks.Run(() => RankAgreement.Check(ranks, _options, _engine, validation is not null));
            return _host.TrainWithCheckpoints(
                _options.Checkpoints,
                (channel, clock, context) => TrainWithRanks(ranks, reader, train, validation, channel, clock, context),
                ranks);
        }

        return _host.TrainWithCheckpoints(_options.Checkpoints, (channel, clock, context) =>
        {
            var training = reader.Read(train, channel, throwIfCanceled: _host.ThrowIfCanceled);
            var items = training.Ratings;
            channel.WarnIfAllEqual(items);
            _options.Columns.CheckLevels(items);
            ChoiceTraining.CheckSize(items.RowCount, items.ColumnCount);
            var ratings = Orient(items);
            var heldOut = validation is null ? null : Orient(ReadValidation(validation, training, channel));
            channel.Info(Describe(ratings));
            _options.Columns.LogFeatures(items, channel);
            var earlier = _earlier?.Match(train.Schema, _options.Columns, training, channel);
            var (model, figures) = new TrainingRun(_options, _options.Variant, _engine, context, earlier).Train(ratings, heldOut);
            (model, var recommendation) = Complete(model, items, context, earlier);
            var saved = _options.Columns.Save(model, training, recommendation) with
            {
                Card = _host.CreateCard(clock, training, _options, [_engine], figures, _earlier?.Description),
            };
            return new AutoRecPredictionTransformer<AutoRecModelParameters>(saved, _host.Environment);
        });
    }

    private AutoRecPredictionTransformer<AutoRecModelParameters> TrainWithRanks(
        RankGroup ranks, RatingReader reader, IDataView train, IDataView? validation, IChannel channel, Stopwatch clock, RunContext context)
    {
        var part = reader.Read(train, channel, throwIfCanceled: _host.ThrowIfCanceled);
        _options.Columns.CheckLevels(part.Ratings, ranks);
        var trained = new RankTraining(_options, _engine, context).Train(
            part, validation is null ? null : training => ReadValidation(validation, training, channel));
        if (trained is null)
        {
            return AutoRecPredictionTransformer<AutoRecModelParameters>.WithoutModel(
                $"The model is in rank 0 of {ranks.Count}, and this is rank {ranks.Rank}. Use the model if RankGroup.Rank is 0.");
        }

        var model = trained.Model;
        RecommendationModel? recommendation = null;
        if (trained.Ratings is { } items)
        {
            channel.WarnIfAllEqual(items);
            (model, recommendation) = Complete(model, items, context);
        }

        var saved = _options.Columns.Save(model, trained.Keys, recommendation) with
        {
            Card = _host.CreateCard(clock, trained.Keys, trained.ItemCounts, trained.UserCounts, _options, [_engine], trained.Figures),
        };
        return new(saved, _host.Environment);
    }

    /// <summary>Rounds the weights, if asked for, and trains what recommending needs.</summary>
    private (AutoRecModelParameters Model, RecommendationModel? Recommendation) Complete(
        AutoRecModelParameters model, RatingMatrix items, RunContext context, EarlierModel? earlier = null)
    {
        if (_options.RoundWeights)
            model = AutoRecModelFormat.RoundToShort(model);
        if (_options.OnlyScores && _options.ProbabilitiesColumnName is null)
            return (model, null);
        if (_options.KeepModelWhenCanceled) // From here on, a cancellation would lose the trained model.
            context = context with { ThrowIfCanceled = () => { } };
        if (context.Checkpoints is { IsKept: true }) // The next fit would take what follows for a stage that was skipped.
            context = context with { Checkpoints = null };
        return (model, RecommendationTraining.Train(
            model,
            new(_options, _options.Variant, EngineChoice.Fastest(_options)),
            items,
            _options.KeepRatings,
            _options.ProbabilitiesColumnName,
            _options.NumberOfThreads,
            context,
            earlier));
    }

    private RatingMatrix ReadValidation(IDataView validation, IndexedRatings training, IChannel channel)
    {
        _options.Columns.CheckSame(validation.Schema, training);
        var reader = _options.Columns.CreateValidationReader(validation);
        return reader.Read(
            validation, channel, rows: training.Rows, columns: training.Columns, throwIfCanceled: _host.ThrowIfCanceled).Ratings;
    }

    /// <summary>The matrix whose rows the network encodes.</summary>
    private RatingMatrix Orient(RatingMatrix ratings) => _options.Variant == AutoRecVariant.ItemBased ? ratings : ratings.Transpose();

    private string Describe(RatingMatrix ratings)
    {
        var (items, users) = (_options.MatrixRowIndexColumnName, _options.MatrixColumnIndexColumnName);
        var (variant, rows, columns) = _options.Variant == AutoRecVariant.ItemBased ? ("Item", items, users) : ("User", users, items);
        return $"{variant}-based: encodes {ratings.RowCount} '{rows}' rows over {ratings.ColumnCount} '{columns}' columns, "
            + $"{ratings.Count} ratings.";
    }
}
