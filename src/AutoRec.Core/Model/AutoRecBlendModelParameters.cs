using AutoRec.Model;

namespace AutoRec;

/// <summary>
/// A weighted blend of trained networks. It scores r̄ + Σ w<sub>m</sub> (r̂<sub>m</sub> − r̄), with r̄ the mean of the training ratings.
/// Immutable and safe for any number of threads.
/// </summary>
public sealed class AutoRecBlendModelParameters : IKeyedModel
{
    private readonly AutoRecModelParameters[] _members;
    private readonly float[] _weights;
    private AutoRecBlendModelParameters? _byIndex; // Null if this model is.

    internal AutoRecBlendModelParameters(AutoRecModelParameters[] members, float[] weights) => (_members, _weights) = (members, weights);

    /// <summary>The members, at least one. Item-based and user-based members may be mixed.</summary>
    public IReadOnlyList<AutoRecModelParameters> Members => _members;

    /// <summary>The weight of each member, at least 0.</summary>
    public IReadOnlyList<float> Weights => _weights;

    /// <inheritdoc/>
    public int ItemCount => _members[0].ItemCount;

    /// <inheritdoc/>
    public int UserCount => _members[0].UserCount;

    /// <inheritdoc/>
    public RatingScale LabelRange => _members[0].LabelRange;

    /// <inheritdoc/>
    public float GlobalMean => _members[0].GlobalMean;

    /// <inheritdoc/>
    public ColdStart ColdStart => _members[0].ColdStart;

    /// <inheritdoc/>
    public bool ClipToLabelRange => _members[0].ClipToLabelRange;

    /// <inheritdoc/>
    public bool HasItem(int item) => _members[0].HasItem(item);

    /// <inheritdoc/>
    public bool HasUser(int user) => _members[0].HasUser(user);

    /// <inheritdoc/>
    public float Score(int item, int user) => Clip(UnclippedScore(item, user));

    /// <inheritdoc/>
    MatrixKeys? IKeyedModel.Keys => ((IKeyedModel)_members[0]).Keys;

    /// <inheritdoc/>
    IKeyedModel IKeyedModel.ByIndex => _byIndex ?? this;

    /// <inheritdoc/>
    IKeyedModel IKeyedModel.WithKeys(MatrixKeys keys)
    {
        var members = Array.ConvertAll(_members, member => (AutoRecModelParameters)((IKeyedModel)member).WithKeys(keys));
        return new AutoRecBlendModelParameters(members, _weights) { _byIndex = _byIndex ?? this };
    }

    /// <summary>The weighted sum of the members' scores, before it is clipped.</summary>
    internal float UnclippedScore(int item, int user)
    {
        // All members give an unknown pair the same score. Weights that do not sum to 1 would change it.
        if (!HasItem(item) || !HasUser(user))
            return _members[0].Score(item, user);
        Span<float> scores = stackalloc float[_members.Length];
        for (var m = 0; m < scores.Length; m++)
            scores[m] = _members[m].Score(item, user);
        return Combine(scores);
    }

    /// <summary>
    /// The member that scores pairs with an unknown side. All have the same fallback scores, but only a member with biases knows those of
    /// features.
    /// </summary>
    internal int ColdMember => Math.Max(0, Array.FindIndex(
        _members, member => member.Features is not null && member.Preparation.Baseline.Kind == BaselineKind.Biases));

    /// <summary>The weighted sum of a score for each member, before it is clipped.</summary>
    internal float Combine(ReadOnlySpan<float> scores)
    {
        var score = GlobalMean;
        for (var m = 0; m < scores.Length; m++)
            score += _weights[m] * (scores[m] - GlobalMean);
        return score;
    }

    /// <summary>Clips a score to the range of the training labels, if the model does so.</summary>
    internal float Clip(float score) => ClipToLabelRange ? LabelRange.Clip(score) : score;
}
