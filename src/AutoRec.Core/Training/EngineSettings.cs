namespace AutoRec.Training;

/// <summary>What an engine is told beside the network and the batches.</summary>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="FirstLearningRate">The learning rate of the first step; RProp makes its own from it, the others are told one each step.</param>
/// <param name="Momentum">Of SGD.</param>
/// <param name="EncoderDecay">Of all layers but the last: what each weight's gradient gains for each unit of the weight.</param>
/// <param name="Decay">λ/N: the same of the last layer.</param>
/// <param name="SharedDecoder">Whether what is shared by the columns is added to the last layer's weights.</param>
/// <param name="Threads">Threads to compute with; null: as many as there are processors.</param>
/// <param name="Device">Where the TorchSharp engine computes.</param>
internal sealed record EngineSettings(AutoRecOptimizer Optimizer, double FirstLearningRate, double Momentum, double EncoderDecay, double Decay, bool SharedDecoder, int? Threads, string Device)
{
    /// <summary>
    /// What w is multiplied by where it is added: as it is, it would go too fast, since all columns move it. With Adam and RProp it then goes at a
    /// quarter of the learning rate, and anything from a twentieth to a half does as well; with SGD at a sixteenth.
    /// </summary>
    public const float SharedFactor = 0.25f;

    /// <param name="options">Of the training.</param>
    /// <param name="firstLearningRate">Of its schedule.</param>
    /// <param name="decay">λ/N.</param>
    public static EngineSettings Of(AutoRecOptions options, double firstLearningRate, double decay) =>
        new(options.Optimizer, firstLearningRate, options.Momentum, decay * options.EncoderPenaltyOrDefault, decay, options.SharedDecoder && options.Optimizer != AutoRecOptimizer.LBfgs, options.NumberOfThreads, options.Device);
}
