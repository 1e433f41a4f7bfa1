namespace AutoRec.FoldIn;

/// <summary>A newcomer of a blend: the members' newcomers, weighted as in <see cref="AutoRecBlendModelParameters.Score"/>.</summary>
internal sealed class NewBlend : Newcomer
{
    private readonly AutoRecBlendModelParameters _model;
    private readonly Newcomer[] _members;
    private readonly bool _isUser;
    private readonly bool _isEmpty;

    public NewBlend(AutoRecBlendModelParameters model, Newcomer[] members, bool isUser, KnownRatings known) =>
        (_model, _members, _isUser, _isEmpty) = (model, members, isUser, known.IsEmpty);

    public override float Score(int other)
    {
        if (IsCold(other))
            return _members[_model.ColdMember].Score(other);
        return _model.Clip(_model.Combine(Array.ConvertAll(_members, member => member.Score(other))));
    }

    public override double Variance(int other)
    {
        var (sum, weights) = (0.0, 0.0);
        for (var m = 0; m < _members.Length; m++)
            (sum, weights) = (sum + _model.Weights[m] * _members[m].Variance(other), weights + _model.Weights[m]);
        return weights > 0 ? sum / weights : 0;
    }

    public override double Explain(int other, Span<double> parts)
    {
        if (IsCold(other))
            return _members[_model.ColdMember].Explain(other, parts);
        parts.Clear();
        double score = _model.GlobalMean;
        var ofMember = new double[parts.Length];
        for (var m = 0; m < _members.Length; m++)
        {
            // A member's score is clipped before it is weighted, so its parts share what the clipping leaves of their sum.
            var weight = _model.Weights[m];
            var low = (float)_members[m].Explain(other, ofMember);
            var high = (float)(low + TensorPrimitives.Sum<double>(ofMember));
            var slope = Rescale.Slope(low, high, _model.Members[m].Clip);
            TensorPrimitives.MultiplyAdd(ofMember, weight * (double)slope, parts, parts);
            score += weight * (_model.Members[m].Clip(low) - _model.GlobalMean);
        }

        return score;
    }

    private bool IsCold(int other) => _isEmpty || !(_isUser ? _model.HasItem(other) : _model.HasUser(other));
}
