namespace AutoRec.Training;

/// <summary>A member of a blend, before it is trained.</summary>
internal sealed record BlendMember(AutoRecOptions Options, AutoRecVariant Variant, EngineFactory Engine);
