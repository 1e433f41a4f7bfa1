using AutoRec.Engines;
using AutoRec.Interop;
using AutoRec.Trainers;
using AutoRec.Training;
using Microsoft.ML.Trainers;
using static AutoRec.OptionCheck;

namespace AutoRec;

/// <summary>
/// Trains several AutoRecs with different options and predicts ratings with a weighted sum of their scores. The blend is more accurate than
/// its members and takes several times their time.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use `mlContext.Recommendation().Trainers.AutoRecBlend(…)` or `mlContext.Regression.Trainers.AutoRecBlend(…)`.
/// Its input and output columns are those of `AutoRecTrainer`.
///
/// Training has two phases. First, each member is trained on a part of the ratings with half of its hidden units and scores the held-out
/// rest; non-negative least squares on these scores gives the weights, with equal weights as their prior. Then the members with a weight
/// are trained on all ratings with all units. If the held-out ratings of known users and items are fewer than the members, all members
/// with biases get the same weight, without the first phase. Members are trained one after the other, so training needs the memory of the
/// largest member and of the finished models; after each it runs a full, blocking garbage collection.
///
/// Weights are rounded to 16 bits at the end of the training. A saved blend of the default members is about twice as large as one model.
/// ]]></format>
/// </remarks>
public sealed class AutoRecBlendTrainer
    : ITrainerEstimator<AutoRecPredictionTransformer<AutoRecBlendModelParameters>, AutoRecBlendModelParameters>
{
    private readonly Options _options;
    private readonly NetworkPlan[] _members;
    private readonly TrainerHost _host;

    internal AutoRecBlendTrainer(IHostEnvironment environment, Options options)
    {
        _options = options.CheckedCopy();
        _members = Array.ConvertAll(_options.Members, member => new NetworkPlan(member, member.Variant, EngineChoice.For(member)));
        _host = new TrainerHost(environment, nameof(AutoRecBlendTrainer), _options.Seed, _options.CancellationToken);
    }

    /// <summary>The data is read once: caching and normalization do not help.</summary>
    public TrainerInfo Info { get; } = MLNetBorder.ReadsItsDataOnce();

    /// <summary>Options of <see cref="AutoRecBlendTrainer"/>.</summary>
    public sealed class Options
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
        /// fallback scores and the weights of the members; not in the inputs of the network, the choice model of lists and the
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

        /// <summary>
        /// The options of the members, at least one. Their columns, <see cref="ColdStart"/>, <see cref="ClipToLabelRange"/>,
        /// <see cref="NumberOfThreads"/>, seed, cancellation and progress are replaced by the blend's. Their columns of weights, features
        /// and probabilities must be null or the blend's, their ValidationFraction 0, and their RankGroup null. Default:
        /// <see cref="DefaultMembers"/>.
        /// </summary>
        public AutoRecTrainer.Options[] Members = DefaultMembers();

        /// <summary>
        /// The fraction of the ratings that is held out to weigh the members; greater than 0, less than 1. Default: 0.1. The number
        /// of held-out ratings is rounded (a half rounds up), at least 1, and leaves at least one to train on. A single rating is not held
        /// out.
        /// </summary>
        public double ValidationFraction = 0.1;

        /// <summary>The score of items and users without ratings. Default: <see cref="AutoRec.ColdStart.Mean"/>.</summary>
        public ColdStart ColdStart = ColdStart.Mean;

        /// <summary>Whether scores are clipped to the range of the training labels. Default: true.</summary>
        public bool ClipToLabelRange = true;

        /// <summary>
        /// Whether the model keeps the training ratings, two to three bytes each, to recommend to known users. Default: true.
        /// </summary>
        /// <remarks>If false, pass the ratings to <c>mlContext.Model.CreateRecommenderFromRatings</c>.</remarks>
        public bool KeepRatings = true;

        /// <summary>Threads to train with; at least 1. Default: not set, one for each processor.</summary>
        public int? NumberOfThreads;

        /// <summary>
        /// The random seed of the hold-out and of all members. The same seed and machine type give the same model, bit for bit. Default:
        /// not set, drawn from the <c>MLContext</c> when the trainer is created.
        /// </summary>
        public int? Seed;

        /// <summary>Cancels the training at the next step, with an <see cref="OperationCanceledException"/>.</summary>
        public CancellationToken CancellationToken;

        /// <summary>
        /// The folder for checkpoints, from which the next <c>Fit</c> continues a training that was canceled, killed or failed. Default:
        /// null, no checkpoints.
        /// </summary>
        /// <remarks>
        /// As <see cref="AutoRecOptions.CheckpointFolder"/>. Finished members are kept until the blend is complete. The members' own
        /// options of checkpoints are ignored.
        /// </remarks>
        public string? CheckpointFolder;

        /// <summary>
        /// The least time between two checkpoints, which are written after an epoch. Default: 5 minutes; zero: each epoch.
        /// </summary>
        public TimeSpan CheckpointInterval = TimeSpan.FromMinutes(5);

        /// <summary>
        /// The number of epochs between two checkpoints, in place of <see cref="CheckpointInterval"/>; at least 1. Default: null, the
        /// interval decides.
        /// </summary>
        public int? CheckpointEpochs;

        /// <summary>Called after each epoch of each member, on the training thread.</summary>
        public Action<BlendProgress>? Progress;

        internal bool OnlyScores { get; set; } // As in AutoRecOptions.

        internal CheckpointSettings? Checkpoints => CheckpointSettings.Of(CheckpointFolder, CheckpointInterval, CheckpointEpochs);

        internal PairColumns Columns =>
            new(LabelColumnName, MatrixColumnIndexColumnName, MatrixRowIndexColumnName, ExampleWeightColumnName)
            {
                Probabilities = ProbabilitiesColumnName,
                MatrixRowFeatures = MatrixRowFeaturesColumnName,
                MatrixColumnFeatures = MatrixColumnFeaturesColumnName,
            };

        /// <summary>
        /// The default recipe, item-based and user-based; one with ReLU and 40 epochs; and a member without baseline. They were chosen on
        /// held-out training ratings (docs/experiments.md).
        /// </summary>
        public static AutoRecTrainer.Options[] DefaultMembers() =>
        [
            new(),
            new() { Variant = AutoRecVariant.UserBased },
            new() { EncoderActivation = Activation.ReLU, EncoderPenalty = 1, Epochs = 40 },
            new()
            {
                Baseline = BaselineKind.None,
                InputNormalization = InputNormalization.None,
                InputMasking = 0.5,
                EncoderPenalty = 1,
                SharedDecoder = false,
                LearningRate = 0.004,
            },
        ];

        /// <exception cref="ArgumentOutOfRangeException">An option, or one of a member, is out of its range.</exception>
        internal Options CheckedCopy()
        {
            Columns.Check();
            Require(
                Members?.Length > 0 && !Members.Contains(null),
                nameof(Members),
                Members is null ? "null" : Members.Length == 0 ? "empty" : "partly null",
                "the options of one member or more");
            Require(ValidationFraction is > 0 and < 1, nameof(ValidationFraction), ValidationFraction, "greater than 0 and less than 1");
            RequireDefined(ColdStart, nameof(ColdStart));
            Require(NumberOfThreads is null or > 0, nameof(NumberOfThreads), NumberOfThreads, "at least 1");
            CheckpointSettings.Check(CheckpointFolder, CheckpointInterval, CheckpointEpochs);

            var copy = Copy();
            copy.Members = [.. Members!.Select((member, m) => CopyMember(member, $"Members[{m}]"))];
            return copy;
        }

        internal Options Copy() => (Options)MemberwiseClone();

        private AutoRecTrainer.Options CopyMember(AutoRecTrainer.Options member, string name)
        {
            var fraction = member.ValidationFraction;
            Require(fraction == 0, $"{name}.ValidationFraction", fraction, "0, because the blend has its own ValidationFraction");
            Require(member.RankGroup is null, $"{name}.RankGroup", "a group", "null, because ranks cannot train a blend");
            (string Column, string? OfMember, string? OfBlend)[] columns =
            [
                (nameof(ExampleWeightColumnName), member.ExampleWeightColumnName, ExampleWeightColumnName),
                (nameof(ProbabilitiesColumnName), member.ProbabilitiesColumnName, ProbabilitiesColumnName),
                (nameof(MatrixRowFeaturesColumnName), member.MatrixRowFeaturesColumnName, MatrixRowFeaturesColumnName),
                (nameof(MatrixColumnFeaturesColumnName), member.MatrixColumnFeaturesColumnName, MatrixColumnFeaturesColumnName),
            ];
            foreach (var (column, ofMember, ofBlend) in columns)
            {
                var isLost = ofMember is not null && ofMember != ofBlend;
                Require(!isLost, $"{name}.{column}", $"'{ofMember}'", "null, because the option of the blend counts. Set it there");
            }

            var copy = (AutoRecTrainer.Options)member.Copy();
            copy.LabelColumnName = LabelColumnName;
            copy.MatrixColumnIndexColumnName = MatrixColumnIndexColumnName;
            copy.MatrixRowIndexColumnName = MatrixRowIndexColumnName;
            copy.ExampleWeightColumnName = ExampleWeightColumnName;
            copy.ProbabilitiesColumnName = ProbabilitiesColumnName;
            copy.MatrixRowFeaturesColumnName = MatrixRowFeaturesColumnName;
            copy.MatrixColumnFeaturesColumnName = MatrixColumnFeaturesColumnName;
            (copy.ColdStart, copy.ClipToLabelRange, copy.NumberOfThreads) = (ColdStart, ClipToLabelRange, NumberOfThreads);
            (copy.CheckpointFolder, copy.CheckpointInterval, copy.CheckpointEpochs) =
                (CheckpointFolder, CheckpointInterval, CheckpointEpochs);
            try
            {
                copy.Check();
            }
            catch (ArgumentOutOfRangeException e)
            {
                throw new ArgumentOutOfRangeException($"{name}: {e.Message}", e);
            }

            return copy;
        }
    }

    /// <summary>Trains on all ratings of <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing, not a key of known count, or not Single; or an array would be too large for the number of users or items.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There is no usable rating; a weight is negative or not finite; features are not finite, have another length than their column or
    /// differ in ratings of the same key; the loss or a score of a member is not finite; or the checkpoints are those of another training.
    /// </exception>
    /// <exception cref="InvalidDataException">A checkpoint is damaged.</exception>
    /// <exception cref="IOException">The folder of the checkpoints cannot be used, or another training uses it.</exception>
    /// <exception cref="DllNotFoundException">The TorchSharp engine trains a member, and libtorch is missing.</exception>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    public AutoRecPredictionTransformer<AutoRecBlendModelParameters> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var reader = _options.Columns.CreateReader(input);
        return _host.TrainWithCheckpoints(_options.Checkpoints, (channel, clock, context) =>
        {
            var training = reader.Read(input, channel, throwIfCanceled: _host.ThrowIfCanceled);
            var items = training.Ratings;
            channel.WarnIfAllEqual(items);
            _options.Columns.CheckLevels(items);
            _options.Columns.LogFeatures(items, channel);
            ChoiceTraining.CheckSize(items.RowCount, items.ColumnCount);
            var (model, figures, leader) = new BlendRun(_members, _options.ValidationFraction, context, _options.Progress).Train(items);
            var recommendation = _options.OnlyScores && _options.ProbabilitiesColumnName is null ? null : RecommendationTraining.Train(
                model,
                leader with { Engine = EngineChoice.Fastest(leader.Options) },
                items,
                _options.KeepRatings,
                _options.ProbabilitiesColumnName,
                _options.NumberOfThreads,
                context);
            var saved = _options.Columns.Save(model, training, recommendation) with
            {
                Card = _host.CreateCard(clock, training, _options, _members.Select(member => member.Engine), figures),
            };
            return new AutoRecPredictionTransformer<AutoRecBlendModelParameters>(saved, _host.Environment);
        });
    }

    /// <summary>The shape of <paramref name="inputSchema"/> with <c>Score</c> appended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, not a key, or not Single.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _options.Columns.AppendScore(inputSchema);
    }
}
