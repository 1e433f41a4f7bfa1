namespace AutoRec.Examples.Compare;

/// <summary>
/// Matrix factorization by stochastic gradient descent (Koren, Bell and Volinsky 2009): r̂ = μ + b_u + c_i + p_u · q_i, where each rating
/// adds λ (b_u² + c_i² + ‖p_u‖² + ‖q_i‖²) to its squared error. A user or item without training ratings has no score.
/// </summary>
internal sealed class SgdFactorization(string name, string title, SgdFactorization.Options options) : KeyedModel(name, title)
{
    /// <param name="Factors">The length of p and q.</param>
    /// <param name="Lambda">λ.</param>
    /// <param name="LearningRate">The learning rate of the first epoch; it falls to 0 along a cosine.</param>
    /// <param name="Epochs">The number of visits to each rating.</param>
    internal sealed record Options(int Factors, float Lambda, double LearningRate = 0.02, int Epochs = 40);

    protected override PairScorer Fit(KeyedRatings train, TrainingTask task)
    {
        var random = new Random(task.Seed);
        var mean = train.Labels.Average();
        var (users, items, factors) = (train.Users.Max() + 1, train.Items.Max() + 1, options.Factors);
        float[] b = new float[users], c = new float[items], p = Draw(users * factors), q = Draw(items * factors);
        int[] order = [.. Enumerable.Range(0, train.Labels.Length)];
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            task.CancellationToken.ThrowIfCancellationRequested();
            random.Shuffle(order);
            var rate = (float)(options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * epoch / options.Epochs)));
            foreach (var i in order)
                Step(train.Users[i], train.Items[i], train.Labels[i], rate);
            task.Progress((epoch + 1.0) / options.Epochs);
        }

        return new PairScorer(
            (user, item) => (uint)user < (uint)users && (uint)item < (uint)items ? Score(user, item) : float.NaN,
            [new[] { mean }, p, b, q, c]);

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => 0.1f * (random.NextSingle() - 0.5f))];

        float Score(int user, int item)
        {
            var score = mean + b[user] + c[item];
            for (var k = 0; k < factors; k++)
                score += p[(user * factors) + k] * q[(item * factors) + k];
            return score;
        }

        void Step(int user, int item, float label, float rate)
        {
            var error = label - Score(user, item);
            b[user] += rate * (error - (options.Lambda * b[user]));
            c[item] += rate * (error - (options.Lambda * c[item]));
            for (var k = 0; k < factors; k++)
            {
                ref var pk = ref p[(user * factors) + k];
                ref var qk = ref q[(item * factors) + k];
                (pk, qk) = (pk + (rate * ((error * qk) - (options.Lambda * pk))), qk + (rate * ((error * pk) - (options.Lambda * qk))));
            }
        }
    }
}
