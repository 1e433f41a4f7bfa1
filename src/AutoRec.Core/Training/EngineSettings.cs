namespace AutoRec.Training;

/// <summary>The settings of an engine.</summary>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="FirstLearningRate">The learning rate of the first step. RProp derives its own from it.</param>
/// <param name="Momentum">The momentum of SGD.</param>
/// <param name="EncoderDecay">The weight decay of all layers but the last: the gradient gains this multiple of the weight.</param>
/// <param name="Decay">λ/N, the weight decay of the last layer.</param>
/// <param name="SharedDecoder">Whether the columns share a part of the last layer's weights.</param>
/// <param name="Threads">The number of threads; null: one for each processor.</param>
/// <param name="Device">The device of the TorchSharp engine.</param>
internal sealed record EngineSettings(
    AutoRecOptimizer Optimizer,
    double FirstLearningRate,
    double Momentum,
    double EncoderDecay,
    double Decay,
    bool SharedDecoder,
    int? Threads,
    string Device)
{
    /// <summary>The factor on the shared vector w. Every column contributes to w's gradient, so unscaled it would learn too fast.</summary>
    public const float SharedFactor = 0.25f;

    // Adam (Kingma and Ba 2015).
    public const double AdamBeta1 = 0.9;
    public const double AdamBeta2 = 0.999;
    public const double AdamEpsilon = 1e-8;

    public static EngineSettings Of(AutoRecOptions options, double firstLearningRate, double decay) => new(
        options.Optimizer,
        firstLearningRate,
        options.Momentum,
        EncoderDecay: decay * options.EncoderPenaltyOrDefault,
        decay,
        SharedDecoder: options.SharedDecoder && options.Optimizer != AutoRecOptimizer.LBfgs,
        options.NumberOfThreads,
        options.Device);
}
