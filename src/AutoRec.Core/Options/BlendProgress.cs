namespace AutoRec;

/// <summary>Where the training of a blend is after an epoch of a member.</summary>
/// <param name="Member">The member that is being trained, from 1.</param>
/// <param name="Members">How many are trained: all at first, then those that have a weight.</param>
/// <param name="IsRefit">Whether the members have their weights, and those that have one are being trained on all ratings.</param>
/// <param name="Training">Where the member's training is.</param>
public sealed record BlendProgress(int Member, int Members, bool IsRefit, TrainingProgress Training)
{
    /// <summary>The part of the whole that is done, from 0 to 1: weighing is half of it, and members count alike.</summary>
    public double Fraction => ((IsRefit ? 1 : 0) + ((Member - 1 + ((double)Training.Epoch / Training.Epochs)) / Members)) / 2;
}
