namespace AutoRec;

/// <summary>The progress of a blend's training, after an epoch of one member.</summary>
/// <param name="Member">The number of the member in training, from 1.</param>
/// <param name="Members">The number of members to train: first all, with half of their units, then those with a weight.</param>
/// <param name="IsRefit">Whether the weights are known and the members are trained again, whole and on all ratings.</param>
/// <param name="Training">The progress of the member.</param>
public sealed record BlendProgress(int Member, int Members, bool IsRefit, TrainingProgress Training)
{
    /// <summary>The finished part of the whole, from 0 to 1. The first round counts as a third: it trains half of the units.</summary>
    public double Fraction
    {
        get
        {
            var ofRound = (Member - 1 + ((double)Training.Epoch / Training.Epochs)) / Members;
            return IsRefit ? (1 + (2 * ofRound)) / 3 : ofRound / 3;
        }
    }
}
