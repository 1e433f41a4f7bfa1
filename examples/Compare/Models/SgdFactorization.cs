using System.Numerics.Tensors;

namespace AutoRec.Examples.Compare;

/// <summary>
/// Matrix factorization by stochastic gradient descent (Koren, Bell and Volinsky 2009): r̂ = μ + b_u + c_i + p_u · q_i, where each rating
/// adds λ (b_u² + c_i² + ‖p_u‖² + ‖q_i‖²) to its squared error. A user or item without training ratings has no score.
/// </summary>
internal static class SgdFactorization
{
    // Factors start in ±InitialRange. Larger starts overfit.
    private const float InitialRange = 0.01f;

    internal sealed class Options
    {
        /// <summary>The length of p and q.</summary>
        public int Factors { get; set; } = 256;

        public float Lambda { get; set; } = 0.07f;

        /// <summary>The learning rate of the first epoch; it falls to 0 along a cosine.</summary>
        public double LearningRate { get; set; } = 0.02;

        public int Epochs { get; set; } = 40;
    }

    public static PairScorer Fit(KeyedRatings train, TrainingTask task, Options options)
    {
        var random = new Random(task.Seed);
        var mean = train.Labels.Average();
        var (users, items, factors, lambda) = (train.Users.Max() + 1, train.Items.Max() + 1, options.Factors, options.Lambda);
        float[] b = new float[users], c = new float[items], p = Draw(users * factors), q = Draw(items * factors);
        var before = new float[factors];
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

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => InitialRange * ((2 * random.NextSingle()) - 1))];

        Span<float> Row(float[] matrix, int row) => matrix.AsSpan(row * factors, factors);

        float Score(int user, int item) => mean + b[user] + c[item] + TensorPrimitives.Dot<float>(Row(p, user), Row(q, item));

        void Step(int user, int item, float label, float rate)
        {
            Span<float> pu = Row(p, user), qi = Row(q, item);
            var error = label - Score(user, item);
            b[user] += rate * (error - (lambda * b[user]));
            c[item] += rate * (error - (lambda * c[item]));
            pu.CopyTo(before);
            Move(pu, qi);
            Move(qi, before);

            void Move(Span<float> x, Span<float> other)
            {
                TensorPrimitives.Multiply(x, 1 - (rate * lambda), x);
                TensorPrimitives.MultiplyAdd(other, rate * error, x, x);
            }
        }
    }
}
