namespace AutoRec;

/// <summary>The course of the learning rate from the first step to the last.</summary>
public enum LearningRateSchedule
{
    /// <summary>The same learning rate in all steps.</summary>
    Constant = 0,

    /// <summary>At step t of T, ½ (1 + cos πt/T) times the initial learning rate.</summary>
    Cosine = 1,
}
