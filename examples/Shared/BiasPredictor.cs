namespace AutoRec.Examples;

/// <summary>
/// What AutoRec has to beat: the mean of all ratings, and the mean with a bias for each user and each item. A user or item without training
/// ratings has no bias; scores are clipped to the range of the training ratings, as AutoRec's are.
/// </summary>
internal sealed class BiasPredictor
{
    private readonly RatingBaseline _baseline;
    private readonly float _minimum;
    private readonly float _maximum;

    private BiasPredictor(RatingBaseline baseline, float minimum, float maximum) => (_baseline, _minimum, _maximum) = (baseline, minimum, maximum);

    /// <summary>All that scoring needs.</summary>
    public ReadOnlyMemory<float>[] Parameters => _baseline.Kind == BaselineKind.Biases
        ? [Constants, _baseline.RowBiases, _baseline.ColumnBiases]
        : [Constants];

    private ReadOnlyMemory<float> Constants => new[] { _baseline.Mean, _minimum, _maximum };

    public static BiasPredictor Fit(BaselineKind kind, KeyedRatings train)
    {
        var ratings = RatingMatrix.Create(train.Items.Max() + 1, train.Users.Max() + 1, train.Items, train.Users, train.Labels);
        return new BiasPredictor(RatingBaseline.Fit(ratings, kind), train.Labels.Min(), train.Labels.Max());
    }

    /// <param name="user">0-based; −1, or one beyond those of the training, is unknown.</param>
    /// <param name="item">The same.</param>
    public float Score(int user, int item) =>
        Math.Clamp(_baseline.Mean + BiasOf(_baseline.RowBiases, item) + BiasOf(_baseline.ColumnBiases, user), _minimum, _maximum);

    private static float BiasOf(ReadOnlyMemory<float> biases, int index) => (uint)index < (uint)biases.Length ? biases.Span[index] : 0;
}
