namespace AutoRec.FoldIn;

/// <summary>
/// A user whose ratings are those of training. The trained model scores; the fold-in of the same ratings gives reasons and uncertainty.
/// </summary>
internal sealed class TrainedUser(IRatingModel model, int user, KnownRatings known) : Newcomer
{
    private readonly Lazy<Newcomer> _folded = new(() => Create(model, isUser: true, known));

    public override float Score(int other) => model.Score(other, user);

    public override double Variance(int other) => _folded.Value.Variance(other);

    /// <remarks>
    /// The base also contains what training found beyond the closed form: .06 stars on average for 200 users of MovieLens 100K, and up to
    /// .5.
    /// </remarks>
    public override double Explain(int other, Span<double> parts)
    {
        var baseScore = _folded.Value.Explain(other, parts);
        if (model is OneClassModelParameters)
            return baseScore; // Its codes are exact solutions, so both scores are the same.
        var score = model switch
        {
            AutoRecModelParameters one => one.UnclippedScore(other, user),
            AutoRecBlendModelParameters blend => blend.UnclippedScore(other, user),
            _ => model.Score(other, user),
        };
        return score - TensorPrimitives.Sum<double>(parts);
    }
}
