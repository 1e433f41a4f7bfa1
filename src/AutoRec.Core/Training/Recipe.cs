namespace AutoRec.Training;

/// <summary>
/// The defaults of the recipe that depend on the data or on other options. They were chosen on held-out ratings of several data sets
/// (docs/experiments.md).
/// </summary>
internal static class Recipe
{
    /// <summary>n₀, the number of ratings at which a row's input is not scaled. Fixed: so one λ and one rate fit all data sets.</summary>
    public const float TypicalCount = 60;

    /// <summary>The number of steps in an epoch, if this leaves neither too few nor too many rows in a step.</summary>
    public const int StepsInEpoch = 14;

    /// <summary>The smallest number of rows in a step.</summary>
    public const int LeastRowsInStep = 64;

    private const double EnoughRatings = 8;
    private const int LargeMatrix = 1 << 23; // Weights: 32 MB, and as much for each moment of Adam.
    private const int UsualEpochs = 60;
    private const int LeastSteps = 300;
    private const int ContinuedPart = 6; // Of the epochs.
    private const double ContinuedFactor = 3.5; // On the learning rate.
    private const double MostContinuedRate = 0.0035;

    /// <summary>λ. With masked inputs the encoder is nearly free and its codes are bounded, so the decoder is a ridge regression.</summary>
    /// <remarks>
    /// <para>Ridge regression: λ = 130 √(K/512), the noise's variance by the prior variance of a weight. It does not depend on the number
    /// of ratings.</para>
    /// <para>With a full penalty on the encoder (ρ ≥ 1) the two factors act on the singular values of their product, and noise of deviation
    /// σ makes the largest of them about as large as λ = 3.3 σ (√(N/R) + √(N/C)).</para>
    /// </remarks>
    public static double Lambda(AutoRecOptions options, TrainingSet set)
    {
        if (IsRidge(options))
            return 130 * Math.Sqrt(options.HiddenLayers[0] / 512.0);
        double n = set.Count;
        return 3.3 * set.Deviation() * (Math.Sqrt(n / set.Rows.Length) + Math.Sqrt(n / set.CountRatedColumns()));
    }

    /// <summary>The options of a network with other widths, and with the λ for them.</summary>
    public static AutoRecOptions Narrowed(AutoRecOptions options, Func<int, int> widthOf)
    {
        var copy = options.Copy();
        copy.HiddenLayers = Array.ConvertAll(options.HiddenLayers, width => widthOf(width));
        if (IsRidge(options))
            copy.Lambda *= Math.Sqrt((double)copy.HiddenLayers[0] / options.HiddenLayers[0]);
        return copy;
    }

    /// <summary>Whether the encoder is nearly free, so that λ is that of a ridge regression.</summary>
    private static bool IsRidge(AutoRecOptions options) => options.EncoderPenalty is { } factor ? factor < 1 : options.InputMasking > 0;

    /// <summary>
    /// The penalty on the other layers, with a default of λ without masking. Masking already restrains them, so N/(20 R) is enough, a
    /// twentieth of the mean number of ratings of a row, but at most λ: the gradient of a row's inputs grows with its ratings.
    /// </summary>
    public static double EncoderLambda(AutoRecOptions options, TrainingSet set, double lambda) => options switch
    {
        { EncoderPenalty: { } factor } => factor * lambda,
        { InputMasking: > 0 } => Math.Min(lambda, set.Count / (20.0 * set.Rows.Length)),
        _ => lambda,
    };

    /// <summary>
    /// The penalty on the weights G of column features, which are shared by the columns: 8 λ. With their factor of ¼ this leaves a feature
    /// 1/128 of the variance of a column's own weights.
    /// </summary>
    public static double ColumnFeatureLambda(double lambda) => 8 * lambda;

    /// <summary>
    /// The optimizer: Adam, or RowAdam for large matrices, where reading and writing the second moment of each weight takes most of the
    /// time.
    /// </summary>
    public static AutoRecOptimizer Optimizer(AutoRecOptions options, TrainingSet set) =>
        options.Optimizer ?? (IsLarge(options, set) ? AutoRecOptimizer.RowAdam : AutoRecOptimizer.Adam);

    private static bool IsLarge(AutoRecOptions options, TrainingSet set) =>
        set.Shard.Sum((double)set.ColumnCount) * Math.Max(options.HiddenLayers[0], options.HiddenLayers[^1]) > LargeMatrix;

    /// <summary>The number of rows in a step: about R/14, as a power of two from 64 to 512, or to more if rows have few ratings.</summary>
    public static int BatchSize(AutoRecOptions options, TrainingSet set)
    {
        var rows = set.Rows.Length;
        if (options.Optimizer is AutoRecOptimizer.RProp or AutoRecOptimizer.LBfgs)
            return rows;
        var most = 512 * Math.Max(1, TypicalCount * rows / set.Count);
        return 1 << (int)Math.Round(Math.Log2(Math.Clamp(rows / (double)StepsInEpoch, LeastRowsInStep, most)));
    }

    /// <summary>Whether there are fewer than eight ratings for each row and column with ratings.</summary>
    public static bool IsSparse(TrainingSet set) => set.Count < EnoughRatings * (set.Rows.Length + set.CountRatedColumns());

    /// <summary>
    /// The number of epochs: 60, or 30 of sparse ratings, where each rating takes a step of a column of its own and more epochs gain
    /// nothing; or as many as make 300 steps. A training that continues from an earlier model takes a sixth.
    /// </summary>
    public static int Epochs(TrainingSet set, int stepsInEpoch, bool continues = false)
    {
        var epochs = Math.Max(IsSparse(set) ? UsualEpochs / 2 : UsualEpochs, (LeastSteps + stepsInEpoch - 1) / stepsInEpoch);
        return continues ? Math.Max(1, epochs / ContinuedPart) : epochs;
    }

    /// <summary>
    /// The first learning rate. Of Adam, 0.0015 (6000/M)^⅕ from 0.0003 to 0.002, with M the mean number of ratings in a step: more ratings
    /// add up to larger changes of a row's sums. Deep networks take two thirds of it.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="ratingsInStep">M.</param>
    /// <param name="continues">Whether the training continues from an earlier model, with few steps that must go far.</param>
    public static double LearningRate(AutoRecOptions options, double ratingsInStep, bool continues) =>
        continues && options.Optimizer.IsAdam()
            ? Math.Min(MostContinuedRate * OfDepth(options), ContinuedFactor * LearningRate(options, ratingsInStep))
            : LearningRate(options, ratingsInStep);

    /// <inheritdoc cref="LearningRate(AutoRecOptions, double, bool)"/>
    public static double LearningRate(AutoRecOptions options, double ratingsInStep) => options.Optimizer switch
    {
        null or AutoRecOptimizer.RowAdam or AutoRecOptimizer.Adam =>
            Math.Clamp(0.0015 * Math.Pow(6000 / ratingsInStep, 0.2), 0.0003, 0.002) * OfDepth(options),
        AutoRecOptimizer.Sgd => 0.1,
        AutoRecOptimizer.RProp => 0.01,
        _ => 0.5, // L-BFGS: a whole step can diverge, because masks change the objective from step to step.
    };

    private static double OfDepth(AutoRecOptions options) => options.HiddenLayers.Length > 1 ? 2.0 / 3 : 1;
}
