using AutoRec.Model;
using AutoRec.Sharding;

namespace AutoRec.Training;

/// <summary>The settings of an engine.</summary>
internal sealed record EngineSettings(
    AutoRecOptimizer Optimizer,
    double FirstLearningRate, // The first step size of RProp, which then adapts it.
    double Momentum, // For SGD only.
    double EncoderDecay, // Of all layers but the last: the gradient gains this multiple of the weight.
    double Decay, // λ/N, of the last layer.
    double BiasDecay, // D/N, of the last layer's biases: what the baseline leaves of a column's bias has the baseline's prior.
    bool SharedDecoder,
    int? Threads, // Null: one for each processor.
    string Device) // For TorchSharp only.
{
    /// <summary>
    /// The scaled features g of the columns: the weights of column u are W<sub>u</sub> + Σ<sub>q</sub> g<sub>uq</sub> G<sub>q</sub>/4. Null
    /// without features.
    /// </summary>
    public FeatureMatrix? ColumnFeatures { get; init; }

    /// <summary>The columns of the network to train.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>The decay of G.</summary>
    public double ColumnFeatureDecay { get; init; }

    /// <summary>The first w, K values; null: it starts at 0.</summary>
    public float[]? SharedStart { get; init; }

    /// <summary>The factor on w and G. Many columns contribute to their gradients, so unscaled they would learn too fast.</summary>
    public const float SharedFactor = 0.25f;

    // Adam (Kingma and Ba 2015).
    public const double AdamBeta1 = 0.9;
    public const double AdamBeta2 = 0.999;
    public const double AdamEpsilon = 1e-8;

    /// <summary>The optimizer of vectors: biases, and the shared part of the decoder.</summary>
    public AutoRecOptimizer VectorOptimizer => Optimizer == AutoRecOptimizer.RowAdam ? AutoRecOptimizer.Adam : Optimizer;

    public static EngineSettings Of(AutoRecOptions options, TrainingSet set, double firstLearningRate, double lambda) => new(
        Recipe.Optimizer(options, set),
        firstLearningRate,
        options.Momentum,
        EncoderDecay: Recipe.EncoderLambda(options, set, lambda) / set.Count,
        Decay: lambda / set.Count,
        BiasDecay: options.Baseline == BaselineKind.Biases ? RatingBaseline.DefaultDamping / set.Count : 0,
        SharedDecoder: options.SharedDecoder && options.Optimizer != AutoRecOptimizer.LBfgs,
        options.NumberOfThreads,
        options.Device)
    {
        Shard = set.Shard,
        ColumnFeatures = set.ColumnFeatures,
        ColumnFeatureDecay = Recipe.ColumnFeatureLambda(lambda) / set.Count,
    };
}
