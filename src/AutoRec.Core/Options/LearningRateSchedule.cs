namespace AutoRec;

/// <summary>How the learning rate goes from the first step to the last.</summary>
public enum LearningRateSchedule
{
    /// <summary>It stays.</summary>
    Constant = 0,

    /// <summary>½ (1 + cos πt/T) of the first one at step t of T.</summary>
    Cosine = 1,
}
