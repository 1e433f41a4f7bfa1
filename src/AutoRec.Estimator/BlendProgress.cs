namespace AutoRec;

/// <summary>Where the training of a blend is after an epoch of a member.</summary>
/// <param name="Member">The member that is being trained, from 1.</param>
/// <param name="Members">The number of members.</param>
/// <param name="IsRefit">Whether the members have their weights, and are being trained on all ratings.</param>
/// <param name="Training">Where the member's training is.</param>
public sealed record BlendProgress(int Member, int Members, bool IsRefit, TrainingProgress Training)
{
    /// <summary>The part of the whole that is done, from 0 to 1: members count alike, and one that is left out counts as done.</summary>
    public double Fraction => ((IsRefit ? Members : 0) + Member - 1 + ((double)Training.Epoch / Training.Epochs)) / (2 * Members);
}
