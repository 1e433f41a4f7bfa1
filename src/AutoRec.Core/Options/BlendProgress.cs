namespace AutoRec;

/// <summary>The progress of a blend's training, after an epoch of one member.</summary>
/// <param name="Member">The number of the member in training, from 1.</param>
/// <param name="Members">The number of members to train: first all, then those with a weight.</param>
/// <param name="IsRefit">Whether the weights are known and the members are trained again, on all ratings.</param>
/// <param name="Training">The progress of the member.</param>
public sealed record BlendProgress(int Member, int Members, bool IsRefit, TrainingProgress Training)
{
    /// <summary>The finished part of the whole, from 0 to 1. Each of the two rounds counts as half.</summary>
    public double Fraction => ((IsRefit ? 1 : 0) + ((Member - 1 + ((double)Training.Epoch / Training.Epochs)) / Members)) / 2;
}
