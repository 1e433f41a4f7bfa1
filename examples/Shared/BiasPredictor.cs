namespace AutoRec.Examples;

/// <summary>
/// The two baselines that AutoRec has to beat: the mean of all ratings, and the mean plus a bias for each user and each item. A user or item
/// without training ratings has no bias; scores are clipped to the range of the training ratings, as AutoRec's are.
/// </summary>
internal sealed class BiasPredictor
{
    private const int Sweeps = 10;

    // A bias is estimated as if so many more ratings had no bias: the usual choice where biases predict alone.
    private const double Damping = 5;

    private readonly float _mean;
    private readonly float _minimum;
    private readonly float _maximum;
    private readonly float[] _users;
    private readonly float[] _items;

    /// <param name="train">The ratings to fit.</param>
    /// <param name="withBiases">Whether there are biases, or the mean alone.</param>
    public BiasPredictor(KeyedRatings train, bool withBiases)
    {
        (_mean, _minimum, _maximum) = (train.Labels.Average(), train.Labels.Min(), train.Labels.Max());
        (_users, _items) = (new float[withBiases ? train.Users.Max() + 1 : 0], new float[withBiases ? train.Items.Max() + 1 : 0]);
        for (var sweep = 0; sweep < Sweeps && withBiases; sweep++)
        {
            Fit(_users, train.Users, _items, train.Items, train.Labels);
            Fit(_items, train.Items, _users, train.Users, train.Labels);
        }
    }

    /// <summary>All that scoring needs.</summary>
    public ReadOnlyMemory<float>[] Parameters => [new[] { _mean, _minimum, _maximum }, _items, _users];

    /// <param name="user">0-based; −1, or one beyond those of the training, is unknown.</param>
    /// <param name="item">The same.</param>
    public float Score(int user, int item) => Math.Clamp(_mean + BiasOf(_items, item) + BiasOf(_users, user), _minimum, _maximum);

    /// <summary>Fits the biases of one side, given those of the other.</summary>
    private void Fit(float[] biases, int[] indices, float[] others, int[] otherIndices, float[] labels)
    {
        var (sums, counts) = (new double[biases.Length], new int[biases.Length]);
        for (var i = 0; i < labels.Length; i++)
        {
            sums[indices[i]] += labels[i] - _mean - others[otherIndices[i]];
            counts[indices[i]]++;
        }

        for (var i = 0; i < biases.Length; i++)
            biases[i] = (float)(sums[i] / (counts[i] + Damping));
    }

    private static float BiasOf(float[] biases, int index) => (uint)index < (uint)biases.Length ? biases[index] : 0;
}
