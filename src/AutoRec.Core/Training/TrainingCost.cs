namespace AutoRec.Training;

/// <summary>The memory that a training will take, in bytes, and the time that is left. A large training logs both.</summary>
/// <param name="Weights">The weights, their optimizer state and the engine's copies of them.</param>
/// <param name="Ratings">The ratings with inputs and targets.</param>
/// <param name="Codes">The codes of the rows.</param>
/// <param name="Batch">The buffers of a batch.</param>
/// <param name="Shards">The number of shards; 1 without ranks.</param>
internal sealed record TrainingCost(long Weights, long Ratings, long Codes, long Batch, int Shards)
{
    /// <summary>Trainings that need more memory say so before they start.</summary>
    public const long Large = 4L << 30;

    private const int BytesOfRating = 48; // Two orientations of the matrix, with stars, inputs, targets and grades.
    private const int UnitMultiple = 32; // Of the padded rows of the sparse engine.
    private const int SparseBatchCopies = 3; // Outputs, derivatives and gradients of the hidden units.
    private const int TorchBatchCopies = 5; // Inputs, outputs, activations and their gradients, each dense.

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The most memory at one time: the ratings, and either the weights with the buffers of a batch, or the codes with the network.
    /// </summary>
    public long Total => Ratings + Math.Max(Weights + Batch, Codes + Weights / 2);

    /// <summary>Estimates the memory of a training.</summary>
    /// <param name="set">The prepared ratings.</param>
    /// <param name="options">The options.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="batchSize">The number of rows in a batch.</param>
    /// <param name="isValidated">Whether the best network is kept beside the current one.</param>
    public static TrainingCost Of(TrainingSet set, AutoRecOptions options, TrainingEngine engine, int batchSize, bool isValidated = false)
    {
        long columns = (long)set.Shard.Sum((double)set.ColumnCount), rows = set.RowPointers.Length - 1;
        var isSparse = engine == TrainingEngine.Sparse;
        long[] widths = [.. NetworkFactory.WidthsThroughAndBack(options.HiddenLayers).Select(width =>
            isSparse ? (width + UnitMultiple - 1L) / UnitMultiple * UnitMultiple : width)];
        var weights = columns * (widths[0] + widths[^1]) + widths.Zip(widths.Skip(1), (inputs, outputs) => inputs * outputs).Sum();

        // The network, the engine's weights, its state, the gradients that only TorchSharp stores, and the best network.
        var copies = 2 + Moments(Recipe.Optimizer(options, set)) + (isSparse ? 0 : 1) + (isValidated ? 1 : 0);
        var units = widths.Sum();
        var batch = isSparse
            ? SparseBatchCopies * batchSize * units
            : TorchBatchCopies * batchSize * (columns + units);
        return new(
            Weights: sizeof(float) * copies * weights,
            Ratings: (long)BytesOfRating * set.Count,
            Codes: sizeof(float) * rows * options.HiddenLayers[0],
            Batch: sizeof(float) * batch * set.Shard.Count,
            set.Shard.Count);
    }

    /// <summary>The sentence for the log; null if the training is not large.</summary>
    public string? Describe() => Total < Large ? null : FormattableString.Invariant(
        $"This training needs about {Gigabytes(Total):F1} GB of memory{(Shards > 1 ? " in all ranks together" : "")}: ")
        + FormattableString.Invariant($"{Gigabytes(Weights):F1} GB for weights and optimizer state, ")
        + FormattableString.Invariant($"{Gigabytes(Batch):F1} GB for a batch, {Gigabytes(Ratings):F1} GB for ratings; then ")
        + FormattableString.Invariant($"{Gigabytes(Codes):F1} GB for codes. Fewer hidden units need less.");

    /// <summary>Whether an epoch tells how long the others take. A short first one does not, because it also compiles the code.</summary>
    public static bool Tells(TimeSpan epoch, bool isFirst) => !isFirst || epoch >= Long;

    /// <summary>The sentence about the time that is left; null if it is short.</summary>
    /// <param name="epoch">The time of an epoch.</param>
    /// <param name="left">The number of epochs that are left.</param>
    public static string? DescribeRest(TimeSpan epoch, int left)
    {
        var rest = epoch * left;
        if (rest < Long)
            return null;
        var text = rest.TotalMinutes < 2 ? FormattableString.Invariant($"{rest.TotalSeconds:F0} seconds")
            : rest.TotalHours < 2 ? FormattableString.Invariant($"{rest.TotalMinutes:F0} minutes")
            : FormattableString.Invariant($"{rest.TotalHours:F0} hours");
        return $"The epochs will take about {text} more.";
    }

    private static int Moments(AutoRecOptimizer optimizer) => optimizer switch
    {
        AutoRecOptimizer.RowAdam or AutoRecOptimizer.Sgd => 1,
        AutoRecOptimizer.LBfgs => 200, // TorchSharp keeps the last 100 steps and changes of the gradient.
        _ => 2,
    };

    private static double Gigabytes(long bytes) => bytes / (double)(1 << 30);
}
