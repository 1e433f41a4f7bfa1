namespace AutoRec.Examples;

/// <summary>
/// Two baselines for AutoRec: the mean of all ratings, and the mean plus a bias for each user and item. Users and items without training
/// ratings have no bias. Scores are clipped to the range of the training ratings, as AutoRec's scores are.
/// </summary>
internal sealed class BiasPredictor
{
    private const int Sweeps = 10;

    // The number of imaginary ratings without bias that shrinks each bias. Five is usual for biases without a further model.
    private const double Damping = 5;

    private readonly float _mean;
    private readonly float _minimum;
    private readonly float _maximum;
    private readonly float[] _users;
    private readonly float[] _items;

    /// <param name="train">The training ratings.</param>
    /// <param name="withBiases">Whether to add biases to the mean.</param>
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

    /// <summary>The parameters that scoring needs.</summary>
    public ReadOnlyMemory<float>[] Parameters => [new[] { _mean, _minimum, _maximum }, _items, _users];

    /// <param name="user">The 0-based index of the user; any other index is an unknown user.</param>
    /// <param name="item">The 0-based index of the item; any other index is an unknown item.</param>
    public float Score(int user, int item) => Math.Clamp(_mean + BiasOf(_items, item) + BiasOf(_users, user), _minimum, _maximum);

    /// <summary>Fits the biases of the users with fixed item biases, or the other way round.</summary>
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
