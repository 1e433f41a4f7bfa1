namespace AutoRec.Training;

/// <summary>A network to train: its options, variant and engine.</summary>
internal sealed record NetworkPlan(AutoRecOptions Options, AutoRecVariant Variant, EngineFactory Engine);
