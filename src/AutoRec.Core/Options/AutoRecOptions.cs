using AutoRec.Model;
using static AutoRec.OptionCheck;

namespace AutoRec;

/// <summary>The options of a network and its training. The defaults are the recipe in docs/algorithm.md.</summary>
/// <remarks>Three options are worth tuning: <see cref="HiddenLayers"/>, <see cref="Lambda"/> and <see cref="Epochs"/>.</remarks>
public abstract class AutoRecOptions
{
    private protected AutoRecOptions()
    {
    }

    // The three to tune.

    /// <summary>
    /// The number of hidden units. More units fit finer tastes and take more time. Default: one layer of 512 units; try half and double.
    /// </summary>
    /// <remarks>
    /// The array lists the widths from the input to the innermost layer, each at least 1. <c>[500, 250]</c> encodes through 500 and 250
    /// units and decodes back through 500. A second layer seldom helps with ratings.
    /// </remarks>
    public int[] HiddenLayers = [512];

    /// <summary>
    /// The strength of the penalty on the weights. Larger values smooth more and overfit less; try half and double. Default:
    /// 130 √(K/512) with K hidden units.
    /// </summary>
    /// <remarks>
    /// λ in Σ(r − r̂)² + λ Σ‖weights‖², summed over all training ratings on a scale from 1 to 5; from 0 to 10⁹. It is in units of the
    /// <i>sum</i> of squared errors, so values are tens to hundreds: λ is N times the weight decay of a mean loss, and half the λ of the
    /// paper. The penalty covers the last layer; see <see cref="EncoderPenalty"/> for the others. Hidden biases and the shared part of
    /// <see cref="SharedDecoder"/> are exempt. With an encoder penalty of at least 1 the default is 3.3 σ (√(N/R) + √(N/C)): σ is the
    /// RMS of the ratings after the biases are subtracted, R and C are the numbers of rows and columns with ratings.
    /// </remarks>
    public double? Lambda;

    /// <summary>The number of visits to each row. Too few underfit, more take more time. Default: 60, more on small data.</summary>
    /// <remarks>
    /// At least 1. The default is the larger of 60 and the number of epochs that makes 300 steps. With fewer than eight ratings for each
    /// row and column, 30 stands for 60.
    /// </remarks>
    public int? Epochs;

    // The network and its targets.

    /// <summary>The activation of every hidden layer. Default: <see cref="Activation.Sigmoid"/>.</summary>
    public Activation EncoderActivation = Activation.Sigmoid;

    /// <summary>The activation of the output. Default: <see cref="Activation.Identity"/>.</summary>
    /// <remarks>A bounded activation (sigmoid, tanh) is stretched to the range of the targets.</remarks>
    public Activation DecoderActivation = Activation.Identity;

    /// <summary>The simple prediction to subtract; the network learns the rest. Default: <see cref="BaselineKind.Biases"/>.</summary>
    /// <remarks>
    /// With biases, a linear decoder and fewer than eight ratings for each row and column, a second training without some of the ratings
    /// shows how much the network's part is worth, so that the scores are not worse than the biases.
    /// </remarks>
    public BaselineKind Baseline = BaselineKind.Biases;

    /// <summary>The scaling of inputs by the number of ratings. Default: <see cref="AutoRec.InputNormalization.RatingCount"/>.</summary>
    public InputNormalization InputNormalization = InputNormalization.RatingCount;

    /// <summary>Whether all columns share a part of the decoder's weights, which helps columns with few ratings. Default: true.</summary>
    /// <remarks>
    /// The last layer's weights are then W<sub>u</sub> + w/4 with one shared vector w, and λ penalizes only W. L-BFGS ignores this option:
    /// its long steps would diverge.
    /// </remarks>
    public bool SharedDecoder = true;

    // Regularization.

    /// <summary>
    /// The fraction of a row's ratings that is hidden from the input, while the network learns to predict all of them. Larger values
    /// overfit less. Default: 0.65.
    /// </summary>
    /// <remarks>From 0 (included) to 1 (excluded). Each visit draws a new mask. The remaining inputs are divided by 1 − this.</remarks>
    public double InputMasking = 0.65;

    /// <summary>The fraction of hidden units that is dropped in training, from 0 (included) to 1 (excluded). Default: 0.</summary>
    public double HiddenDropout;

    /// <summary>The factor on λ for all layers but the last, at least 0. Default: from the data with masked inputs, otherwise 1.</summary>
    /// <remarks>
    /// 1 is the objective of the papers. Masking already restrains these weights. Their penalty is then N/(20 R), a twentieth of the mean
    /// number of ratings of a row, but at most λ.
    /// </remarks>
    public double? EncoderPenalty;

    // The optimization.

    /// <summary>
    /// The optimizer. Default: <see cref="AutoRecOptimizer.Adam"/>, or <see cref="AutoRecOptimizer.RowAdam"/> for large matrices.
    /// </summary>
    /// <remarks>
    /// A matrix is large if it has more than 2²³ weights, the columns times the units: 16,384 users with 512 units, if the network is
    /// item-based. Adam's memory traffic then takes most of the time.
    /// </remarks>
    public AutoRecOptimizer? Optimizer;

    /// <summary>The learning rate of the first step, greater than 0 and at most 1e6. Default: depends on the optimizer.</summary>
    /// <remarks>
    /// RowAdam and Adam: 0.0015 (6000/M)<sup>⅕</sup>, from 0.0003 to 0.002, with M the mean number of ratings in a step, and two thirds of
    /// it with more than one hidden layer. SGD: 0.1. RProp: 0.01. L-BFGS: 0.5.
    /// </remarks>
    public double? LearningRate;

    /// <summary>The course of the learning rate. Default: <see cref="AutoRec.LearningRateSchedule.Cosine"/>. RProp ignores it.</summary>
    public LearningRateSchedule LearningRateSchedule = LearningRateSchedule.Cosine;

    /// <summary>The momentum of SGD, from 0 (included) to 1 (excluded). Default: 0.9. Other optimizers ignore it.</summary>
    public double Momentum = 0.9;

    /// <summary>The number of rows in a step, at least 1. Default: depends on the optimizer.</summary>
    /// <remarks>
    /// RowAdam, Adam and SGD: about R/14, as a power of two from 64 to 512, and more if rows have fewer than 60 ratings on average. RProp
    /// and L-BFGS need all rows.
    /// </remarks>
    public int? BatchSize;

    /// <summary>The standard deviation of the initial weights of the first and the last layer, greater than 0. Default: 0.01.</summary>
    public double InitialStandardDeviation = 0.01;

    // Early stopping.

    /// <summary>The fraction of the ratings that is held out to find the best epoch, from 0 (none) to 1 (excluded). Default: 0.</summary>
    /// <remarks>
    /// With the default recipe the last epoch is the best one, and all ratings are better spent on training.
    /// <c>Fit(train, validation)</c> takes a hold-out of your own. The number of held-out ratings is rounded (a half rounds up); it is at
    /// least 1 and leaves at least one rating to train on.
    /// </remarks>
    public double ValidationFraction;

    /// <summary>The number of epochs without improvement after which a validated training stops; 0 never stops. Default: 10.</summary>
    public int Patience = 10;

    /// <summary>Whether a validated training is repeated on all ratings, up to the best epoch. Default: true.</summary>
    /// <remarks>If false, the weights of the best epoch are kept.</remarks>
    public bool RefitOnAllRatings = true;

    // The scores.

    /// <summary>The score of users and items without ratings. Default: <see cref="AutoRec.ColdStart.Mean"/>.</summary>
    public ColdStart ColdStart = ColdStart.Mean;

    /// <summary>Whether scores are clipped to the range of the training labels. Default: true.</summary>
    public bool ClipToLabelRange = true;

    // The computation.

    /// <summary>The engine that computes the training. Default: <see cref="TrainingEngine.Auto"/>.</summary>
    public TrainingEngine Engine = TrainingEngine.Auto;

    /// <summary>The device: "cpu", or with the TorchSharp engine "cuda", "cuda:1", "mps". Default: "cpu".</summary>
    public string Device = "cpu";

    /// <summary>The number of threads, at least 1. Default: one for each processor.</summary>
    /// <remarks>The sparse engine uses at most one thread for each 64 hidden units, or up to eight below 512 units.</remarks>
    public int? NumberOfThreads;

    /// <summary>The random seed. Default: drawn from the <c>MLContext</c> when the trainer is created.</summary>
    /// <remarks>
    /// It determines the initial weights, the order of the rows, the masks and the hold-out. The same seed, engine and type of machine give
    /// the same model bit for bit; the TorchSharp engine also needs the same number of threads.
    /// </remarks>
    public int? Seed;

    /// <summary>Cancels the training at the next step, with an <see cref="OperationCanceledException"/>.</summary>
    /// <remarks>With <see cref="KeepModelWhenCanceled"/>, the training ends with a model instead.</remarks>
    public CancellationToken CancellationToken;

    /// <summary>
    /// Whether a canceled training returns the model of the last complete epoch, or of the best validated one, instead of throwing.
    /// Default: false.
    /// </summary>
    /// <remarks>
    /// A training that is canceled before its first epoch is complete has no model, and throws. The choice model and the intervals are
    /// computed before <c>Fit</c> returns, which takes seconds. A second training, such as that of
    /// <see cref="RefitOnAllRatings"/>, is given up, and the result of the first one kept. A blend ignores this option: without all
    /// members it has no model.
    /// </remarks>
    public bool KeepModelWhenCanceled;

    /// <summary>
    /// The folder for checkpoints, from which the next <c>Fit</c> continues a training that was canceled, killed or failed. Default: null,
    /// no checkpoints.
    /// </summary>
    /// <remarks>
    /// The resumed training ends with the same model, bit for bit, as an uninterrupted one. Data, options, seed and version must be the
    /// same; otherwise <c>Fit</c> says what differs. A drawn seed is taken from the checkpoint. Use a folder for each fit. Its files are
    /// deleted when <c>Fit</c> succeeds, or when the training diverges. L-BFGS cannot resume. See docs/checkpoints.md.
    /// </remarks>
    public string? CheckpointFolder;

    /// <summary>The least time between two checkpoints, which are written after an epoch. Default: 5 minutes; zero: each epoch.</summary>
    public TimeSpan CheckpointInterval = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The number of epochs between two checkpoints, in place of <see cref="CheckpointInterval"/>; at least 1. Default: null, the interval
    /// decides.
    /// </summary>
    public int? CheckpointEpochs;

    /// <summary>Called after each epoch, on the training thread.</summary>
    /// <remarks>
    /// It is not called in the second training of few ratings (see <see cref="Baseline"/>), and in that of a small network for the
    /// probabilities of the rating levels.
    /// </remarks>
    public Action<TrainingProgress>? Progress;

    /// <summary>Whether the model needs scores only. A search that measures these need not train for lists and intervals.</summary>
    internal bool OnlyScores { get; set; }

    internal CheckpointSettings? Checkpoints => CheckpointSettings.Of(CheckpointFolder, CheckpointInterval, CheckpointEpochs);

    internal AutoRecOptions CheckedCopy()
    {
        Check();
        return Copy();
    }

    internal AutoRecOptions Copy()
    {
        var copy = (AutoRecOptions)MemberwiseClone();
        copy.HiddenLayers = (int[])HiddenLayers?.Clone()!;
        return copy;
    }

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    internal virtual void Check()
    {
        // Far beyond anything that trains. Larger numbers overflow a Single.
        const double mostPenalty = 1e9, mostDeviation = 1e30;
        Require(
            HiddenLayers is { Length: > 0 and <= (Network.MostHidden + 1) / 2 } && HiddenLayers.All(width => width > 0),
            nameof(HiddenLayers),
            HiddenLayers is null ? "null" : $"[{string.Join(", ", HiddenLayers)}]",
            $"1 to {(Network.MostHidden + 1) / 2} widths of at least 1");
        RequireDefined(EncoderActivation, nameof(EncoderActivation));
        RequireDefined(DecoderActivation, nameof(DecoderActivation));
        RequireDefined(Baseline, nameof(Baseline));
        RequireDefined(InputNormalization, nameof(InputNormalization));
        RequireDefined(Optimizer ?? AutoRecOptimizer.Adam, nameof(Optimizer));
        RequireDefined(LearningRateSchedule, nameof(LearningRateSchedule));
        RequireDefined(ColdStart, nameof(ColdStart));
        RequireDefined(Engine, nameof(Engine));
        RequireFraction(InputMasking, nameof(InputMasking));
        RequireFraction(HiddenDropout, nameof(HiddenDropout));
        RequireFraction(Momentum, nameof(Momentum));
        RequireFraction(ValidationFraction, nameof(ValidationFraction));
        Require(Lambda is null or (>= 0 and <= mostPenalty), nameof(Lambda), Lambda, $"0 to {mostPenalty:F0}");
        Require(EncoderPenalty is null or (>= 0 and <= mostPenalty), nameof(EncoderPenalty), EncoderPenalty, $"0 to {mostPenalty:F0}");
        Require(LearningRate is null or (> 0 and <= 1e6), nameof(LearningRate), LearningRate, "greater than 0 and at most 1000000");
        var deviation = InitialStandardDeviation;
        Require(
            deviation is > 0 and <= mostDeviation,
            nameof(InitialStandardDeviation),
            deviation,
            $"greater than 0 and at most {mostDeviation:G}");
        Require(BatchSize is null or > 0, nameof(BatchSize), BatchSize, "at least 1");
        Require(Epochs is null or > 0, nameof(Epochs), Epochs, "at least 1");
        Require(Patience >= 0, nameof(Patience), Patience, "at least 0");
        Require(NumberOfThreads is null or > 0, nameof(NumberOfThreads), NumberOfThreads, "at least 1");
        Require(!string.IsNullOrWhiteSpace(Device), nameof(Device), $"'{Device}'", "a device such as \"cpu\" or \"cuda\"");
        CheckpointSettings.Check(CheckpointFolder, CheckpointInterval, CheckpointEpochs);
        Require(
            CheckpointFolder is null || Optimizer != AutoRecOptimizer.LBfgs,
            nameof(CheckpointFolder),
            $"'{CheckpointFolder}' with Optimizer = LBfgs, whose state TorchSharp cannot save",
            "null, or another optimizer");
    }
}
