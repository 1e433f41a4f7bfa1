namespace AutoRec.Training;

/// <summary>A member of a blend, before it is trained.</summary>
/// <param name="Options">How it is trained.</param>
/// <param name="Variant">Whether it encodes items or users.</param>
/// <param name="Engine">What trains it.</param>
internal sealed record BlendMember(AutoRecOptions Options, AutoRecVariant Variant, EngineFactory Engine);
