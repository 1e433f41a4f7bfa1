using static AutoRec.OptionCheck;

namespace AutoRec;

/// <summary>
/// What <c>AutoRecTrainer</c> and <c>AutoRecMatrixTrainer</c> have in common: the network, what it learns from, and how
/// it is trained. Who sets nothing gets the recipe of docs/algorithm.md.
/// </summary>
public abstract class AutoRecOptions
{
    private const double MaximumLearningRate = 1e6;

    private protected AutoRecOptions()
    {
    }

    /// <summary>
    /// The widths of the hidden layers, from the input to the innermost; each at least 1. <c>[500, 250]</c> encodes by 500 and 250 and
    /// decodes back through 500. Default: one layer of 512.
    /// </summary>
    public int[] HiddenLayers = [512];

    /// <summary>g, of every hidden layer. Default: <see cref="Activation.Sigmoid"/>.</summary>
    public Activation EncoderActivation = Activation.Sigmoid;

    /// <summary>
    /// f, of the output. One with bounds (sigmoid, tanh) is stretched to the range of the targets. Default: <see cref="Activation.Identity"/>.
    /// </summary>
    public Activation DecoderActivation = Activation.Identity;

    /// <summary>What is taken off the ratings before the network learns them. Default: <see cref="BaselineKind.Biases"/>.</summary>
    public BaselineKind Baseline = BaselineKind.Biases;

    /// <summary>What a row's ratings are multiplied by as inputs. Default: <see cref="AutoRec.InputNormalization.RatingCount"/>.</summary>
    public InputNormalization InputNormalization = InputNormalization.RatingCount;

    /// <summary>
    /// The part of a row's ratings that the network does not see while it learns to reconstruct them all, drawn anew each time; from 0
    /// (included) to 1 (excluded). The others are divided by 1 − this. Default: 0.7.
    /// </summary>
    public double InputMasking = 0.7;

    /// <summary>The part of each hidden layer that is left out in training, from 0 (included) to 1 (excluded). Default: 0.</summary>
    public double HiddenDropout;

    /// <summary>
    /// λ of Σ(r − r̂)² + λ Σ‖weights‖², over all training ratings on the common scale of 1 to 5; biases are not penalized, and the weights
    /// of all layers but the last as <see cref="EncoderPenalty"/> has it, nor is what columns share (<see cref="SharedDecoder"/>); at least 0.
    /// It is in units of the <i>sum</i> of squared errors (tens to hundreds): weight decay of a mean loss is λ/N, and the paper's λ is
    /// twice this. Default: not set, the rule 11 σ (√(N/R) + √(N/C)), with σ the RMS of what the biases leave and R and C the numbers of
    /// rows and columns with ratings; with an <see cref="EncoderPenalty"/>, 3.3 instead of 11.
    /// </summary>
    public double? Lambda;

    /// <summary>
    /// What λ is multiplied by for the weights of all layers but the last; at least 0. 1 is the objective of the papers. Default: not set,
    /// which is 0 where inputs are masked, for that restrains these weights already, and 1 where <see cref="InputMasking"/> is 0.
    /// </summary>
    public double? EncoderPenalty;

    /// <summary>
    /// Whether the last layer's weights are W<sub>u</sub> + w/4 with a vector w that all columns share: what λ penalizes, W, is then how far a
    /// column is from the others. Default: true. L-BFGS, whose long steps it makes diverge, does not use it.
    /// </summary>
    public bool SharedDecoder = true;

    /// <summary>The optimizer. Default: <see cref="AutoRecOptimizer.Adam"/>.</summary>
    public AutoRecOptimizer Optimizer = AutoRecOptimizer.Adam;

    /// <summary>
    /// The learning rate at the start; greater than 0, at most 1e6. Default: not set, which is 0.0015 for Adam (0.001 with more than one
    /// hidden layer), 0.1 for SGD, 0.01 (the first step) for RProp and 1 for L-BFGS.
    /// </summary>
    public double? LearningRate;

    /// <summary>
    /// How the learning rate goes on, step by step; RProp, which makes its own steps, does not use it. Default:
    /// <see cref="AutoRec.LearningRateSchedule.Cosine"/>, down to 0.
    /// </summary>
    public LearningRateSchedule LearningRateSchedule = LearningRateSchedule.Cosine;

    /// <summary>The momentum of SGD, from 0 (included) to 1 (excluded); the other optimizers do not use it. Default: 0.9.</summary>
    public double Momentum = 0.9;

    /// <summary>
    /// Rows in a step; at least 1. Default: not set, which is about R/14, to a power of two from 64 to 512, for Adam and SGD, and all rows
    /// for RProp and L-BFGS, whose steps make sense on all of them only.
    /// </summary>
    public int? BatchSize;

    /// <summary>
    /// How often each row is visited; at least 1. Default: not set, which is 60, and as many more as it takes to make 840 steps.
    /// </summary>
    public int? Epochs;

    /// <summary>The standard deviation of the first weights of the first and the last layer; greater than 0. Default: 0.01.</summary>
    public double InitialStandardDeviation = 0.01;

    /// <summary>
    /// The part of the ratings that is held out, of the inputs too, to tell after which epoch the network was best; from 0 (none) to 1
    /// (excluded). <c>Fit(train, validation)</c> takes ratings of your own instead. Default: 0: the recipe's last epoch is its best, and
    /// all ratings are better spent on training.
    /// </summary>
    public double ValidationFraction;

    /// <summary>With validation: stop after this many epochs without a better one; 0 goes on to the end. Default: 10.</summary>
    public int Patience = 10;

    /// <summary>
    /// With <see cref="ValidationFraction"/>: when the best epoch is known, train again on all ratings up to that epoch. Where false, the
    /// weights of the best epoch are kept. Default: true.
    /// </summary>
    public bool RefitOnAllRatings = true;

    /// <summary>The score of rows and columns without ratings. Default: <see cref="AutoRec.ColdStart.Mean"/>.</summary>
    public ColdStart ColdStart = ColdStart.Mean;

    /// <summary>Whether scores are clipped to the range of the training labels. Default: true.</summary>
    public bool ClipToLabelRange = true;

    /// <summary>
    /// What computes the training steps. Default: <see cref="TrainingEngine.Auto"/>, the sparse engine on the CPU, TorchSharp on other
    /// devices and for L-BFGS.
    /// </summary>
    public TrainingEngine Engine = TrainingEngine.Auto;

    /// <summary>Where to compute: "cpu", or with the TorchSharp engine "cuda", "cuda:1", "mps". Default: "cpu".</summary>
    public string Device = "cpu";

    /// <summary>
    /// Threads to train with; at least 1. The sparse engine has work for one in 128 hidden units, or four for fewer than 512. Default: not
    /// set, one for each processor.
    /// </summary>
    public int? NumberOfThreads;

    /// <summary>
    /// Of the first weights, the order of the rows, the masks and the split for validation. The same seed, engine and machine type give the
    /// same model to the bit; with the TorchSharp engine, the same number of threads too. Default: not set, drawn from the
    /// <c>MLContext</c>'s when the trainer is made.
    /// </summary>
    public int? Seed;

    /// <summary>Ends the training at the next step, with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken;

    /// <summary>Called after each epoch, on the training thread.</summary>
    public Action<TrainingProgress>? Progress;

    /// <summary>
    /// The setting of Sedhain et al. 2015: 500 sigmoid units, raw ratings, RProp on all rows. The paper chooses λ by validation and does not
    /// say how long it trains; these are the best of a few on ratings held out of u1.base (docs/algorithm.md).
    /// </summary>
    private protected T SetPaper<T>()
        where T : AutoRecOptions
    {
        SetPlainNetwork(hiddenUnits: 500);
        Optimizer = AutoRecOptimizer.RProp;
        Lambda = 50;
        Epochs = 50;
        return (T)this;
    }

    /// <summary>
    /// The setting of the chapter "AutoRec" of Dive into Deep Learning. Its weight decay of 1e-5 belongs to a loss that is a mean over all
    /// R × C entries: λ = 1e-5 · R · C, which is 16 on MovieLens 100K.
    /// </summary>
    private protected T SetD2L<T>()
        where T : AutoRecOptions
    {
        SetPlainNetwork(hiddenUnits: 500);
        HiddenDropout = 0.05;
        Lambda = 16;
        LearningRate = 0.002;
        BatchSize = 256;
        Epochs = 25;
        return (T)this;
    }

    /// <summary>An autoencoder of the ratings themselves, without what the recipe adds.</summary>
    private void SetPlainNetwork(int hiddenUnits)
    {
        HiddenLayers = [hiddenUnits];
        Baseline = BaselineKind.None;
        InputNormalization = InputNormalization.None;
        InputMasking = 0;
        EncoderPenalty = 1;
        SharedDecoder = false;
        LearningRateSchedule = LearningRateSchedule.Constant;
    }

    internal double EncoderPenaltyOrDefault => EncoderPenalty ?? (InputMasking > 0 ? 0 : 1);

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
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
        Require(HiddenLayers is { Length: > 0 } && HiddenLayers.All(width => width > 0), nameof(HiddenLayers), HiddenLayers is null ? "null" : $"[{string.Join(", ", HiddenLayers)}]", "one or more widths of at least 1");
        RequireDefined(EncoderActivation, nameof(EncoderActivation));
        RequireDefined(DecoderActivation, nameof(DecoderActivation));
        RequireDefined(Baseline, nameof(Baseline));
        RequireDefined(InputNormalization, nameof(InputNormalization));
        RequireDefined(Optimizer, nameof(Optimizer));
        RequireDefined(LearningRateSchedule, nameof(LearningRateSchedule));
        RequireDefined(ColdStart, nameof(ColdStart));
        RequireDefined(Engine, nameof(Engine));
        RequireFraction(InputMasking, nameof(InputMasking));
        RequireFraction(HiddenDropout, nameof(HiddenDropout));
        RequireFraction(Momentum, nameof(Momentum));
        RequireFraction(ValidationFraction, nameof(ValidationFraction));
        Require(Lambda is null or (>= 0 and < double.PositiveInfinity), nameof(Lambda), Lambda, "a finite number of at least 0");
        Require(EncoderPenalty is null or (>= 0 and < double.PositiveInfinity), nameof(EncoderPenalty), EncoderPenalty, "a finite number of at least 0");
        Require(LearningRate is null or (> 0 and <= MaximumLearningRate), nameof(LearningRate), LearningRate, FormattableString.Invariant($"a number greater than 0, and at most {MaximumLearningRate}"));
        Require(InitialStandardDeviation is > 0 and < double.PositiveInfinity, nameof(InitialStandardDeviation), InitialStandardDeviation, "a finite number greater than 0");
        Require(BatchSize is null or > 0, nameof(BatchSize), BatchSize, "at least 1");
        Require(Epochs is null or > 0, nameof(Epochs), Epochs, "at least 1");
        Require(Patience >= 0, nameof(Patience), Patience, "at least 0");
        Require(NumberOfThreads is null or > 0, nameof(NumberOfThreads), NumberOfThreads, "at least 1");
        Require(!string.IsNullOrWhiteSpace(Device), nameof(Device), $"'{Device}'", "a device such as \"cpu\" or \"cuda\"");
    }
}
