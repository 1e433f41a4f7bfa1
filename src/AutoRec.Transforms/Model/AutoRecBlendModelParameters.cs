using AutoRec.Scoring;

namespace AutoRec;

/// <summary>
/// Several trained AutoRecs that score as one: r̄ + Σ w<sub>m</sub> (r̂<sub>m</sub> − r̄), with r̄ the mean of the training ratings. Immutable, free
/// of native memory, safe to use from several threads at once.
/// </summary>
public sealed class AutoRecBlendModelParameters : IPairScorer
{
    private readonly AutoRecModelParameters[] _members;
    private readonly IPairScorer[] _scorers;
    private readonly float[] _weights;

    internal AutoRecBlendModelParameters(AutoRecModelParameters[] members, float[] weights) => (_members, _scorers, _weights) = (members, members, weights);

    /// <summary>The members, each trained on all ratings; at least one. A member encodes items or users as its own variant has it.</summary>
    public IReadOnlyList<AutoRecModelParameters> Members => _members;

    /// <summary>w, one for each of <see cref="Members"/>; at least 0.</summary>
    public IReadOnlyList<float> Weights => _weights;

    /// <summary>r̄, the mean of all training ratings.</summary>
    public float GlobalMean => _members[0].GlobalMean;

    /// <summary>The range of the labels in training.</summary>
    public RatingScale LabelRange => _members[0].LabelRange;

    /// <summary>The score where the item or the user had no ratings.</summary>
    public ColdStart ColdStart => _members[0].ColdStart;

    /// <summary>Whether scores are clipped to <see cref="LabelRange"/>.</summary>
    public bool ClipToLabelRange => _members[0].ClipToLabelRange;

    int IPairScorer.MatrixRowCount => _scorers[0].MatrixRowCount;

    int IPairScorer.MatrixColumnCount => _scorers[0].MatrixColumnCount;

    /// <summary>The predicted rating, in the label's units.</summary>
    /// <param name="matrixRow">The item, 0-based; an index outside the model (such as −1 for a missing key) is an item without ratings.</param>
    /// <param name="matrixColumn">The user, 0-based; likewise.</param>
    public float Score(int matrixRow, int matrixColumn)
    {
        // All members say the same of a pair that they do not know, and it is not for weights to change that.
        if (!_members[0].HasPair(matrixRow, matrixColumn))
            return _scorers[0].ScorePair(matrixRow, matrixColumn);
        var score = GlobalMean;
        for (var m = 0; m < _members.Length; m++)
            score += _weights[m] * (_scorers[m].ScorePair(matrixRow, matrixColumn) - GlobalMean);
        return ClipToLabelRange ? LabelRange.Clip(score) : score;
    }

    float IPairScorer.ScorePair(int matrixRow, int matrixColumn) => Score(matrixRow, matrixColumn);
}
