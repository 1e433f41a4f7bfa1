namespace AutoRec.Recommending;

/// <summary>
/// The probability of each rating level, given a score and the ratings of the user and the item: a multinomial logistic regression.
/// </summary>
/// <remarks>
/// <para>P(l) ∝ f<sub>l</sub> exp(a<sub>l</sub> + c₁ u<sub>l</sub> + c₂ i<sub>l</sub> + v<sub>l</sub> (w₁ · x) + v<sub>l</sub>² (w₂ · x)),
/// with f<sub>l</sub> the frequency of level l and v<sub>l</sub> its distance from the mean in stars.</para>
/// <para>u<sub>l</sub> is the logarithm of how much more often the user gives level l than all users do, and i<sub>l</sub> the same of
/// the item. x holds facts about the score, the user and the item: see <see cref="Facts"/>.</para>
/// </remarks>
internal sealed class LevelRegression
{
    private const int FactCount = 12;
    private const double CountsOfRatio = 20; // Extra ratings at the frequencies of all.
    private const double CountsOfMoments = 5; // The same, for mean and deviation.

    private readonly RatingScale _scale;
    private readonly float _mean;
    private readonly double[] _stars; // v, L values.

    /// <param name="levels">The levels.</param>
    /// <param name="scale">The range of the training ratings.</param>
    /// <param name="mean">The mean of the training ratings.</param>
    /// <param name="weights">The weights in the order of <see cref="Features"/>; null for those before the fit.</param>
    public LevelRegression(RatingLevels levels, RatingScale scale, float mean, float[]? weights = null)
    {
        (Levels, _scale, _mean) = (levels, scale, mean);
        _stars = Array.ConvertAll(levels.Values, ToStars);
        Weights = weights ?? Unfitted();
    }

    public RatingLevels Levels { get; }

    /// <summary>One weight for each feature.</summary>
    public float[] Weights { get; }

    /// <summary>The number of features: L − 1 constants, two ratios, and the facts times v and v².</summary>
    public int FeatureCount => FeatureCountOf(Levels.Count);

    public static int FeatureCountOf(int levels) => levels + 1 + (2 * FactCount);

    /// <summary>The same regression with other weights.</summary>
    public LevelRegression WithWeights(float[] weights) => new(Levels, _scale, _mean, weights);

    /// <summary>The probability of each level; NaN for a score that is NaN.</summary>
    /// <param name="score">The score, in label units.</param>
    /// <param name="userCounts">The user's number of ratings at each level, L values.</param>
    /// <param name="itemCounts">The item's number of ratings at each level, L values.</param>
    public double[] Probabilities(float score, ReadOnlySpan<int> userCounts, ReadOnlySpan<int> itemCounts)
    {
        var features = new double[Levels.Count * FeatureCount];
        Features(score, userCounts, itemCounts, features);
        return Probabilities(features, Array.ConvertAll(Weights, weight => (double)weight));
    }

    /// <summary>The probability of each level, from its features.</summary>
    public double[] Probabilities(ReadOnlySpan<double> features, ReadOnlySpan<double> weights)
    {
        var probabilities = new double[Levels.Count];
        for (var l = 0; l < probabilities.Length; l++)
            probabilities[l] = TensorPrimitives.Dot(features.Slice(l * weights.Length, weights.Length), weights);
        var highest = probabilities.Max(); // Subtracted, so that no exponential overflows.
        for (var l = 0; l < probabilities.Length; l++)
            probabilities[l] = Levels.Frequencies[l] * Math.Exp(probabilities[l] - highest);
        TensorPrimitives.Divide(probabilities, probabilities.Sum(), probabilities);
        return probabilities;
    }

    /// <summary>The features of all levels, L × <see cref="FeatureCount"/> values.</summary>
    public void Features(float score, ReadOnlySpan<int> userCounts, ReadOnlySpan<int> itemCounts, Span<double> features)
    {
        var (userTotal, itemTotal) = (Total(userCounts), Total(itemCounts));
        Span<double> facts = stackalloc double[FactCount];
        Facts(ToStars(score), Moments(userCounts, userTotal), Moments(itemCounts, itemTotal), userTotal, itemTotal, facts);
        features.Clear();
        for (var l = 0; l < Levels.Count; l++)
        {
            var of = features.Slice(l * FeatureCount, FeatureCount);
            if (l > 0)
                of[l - 1] = 1;
            of = of[(Levels.Count - 1)..];
            of[0] = Ratio(userCounts[l], userTotal, Levels.Frequencies[l]);
            of[1] = Ratio(itemCounts[l], itemTotal, Levels.Frequencies[l]);
            TensorPrimitives.Multiply(facts, _stars[l], of[2..]);
            TensorPrimitives.Multiply(facts, _stars[l] * _stars[l], of[(2 + FactCount)..]);
        }
    }

    /// <summary>x: the score, mean and deviation of user and item, and how little is known of both, with their products.</summary>
    private static void Facts(
        double score,
        (double Mean, double Deviation) user,
        (double Mean, double Deviation) item,
        int userTotal,
        int itemTotal,
        Span<double> facts)
    {
        var (userDoubt, itemDoubt) = (1 / Math.Sqrt(userTotal + 1.0), 1 / Math.Sqrt(itemTotal + 1.0));
        ReadOnlySpan<double> values =
        [
            score, score * score, user.Mean, item.Mean,
            user.Deviation, item.Deviation, score * user.Deviation, score * item.Deviation,
            userDoubt, itemDoubt, score * userDoubt, score * itemDoubt,
        ];
        values.CopyTo(facts);
    }

    /// <summary>The mean and the deviation of some ratings in stars from the mean of all, with a few more like those of all.</summary>
    private (double Mean, double Deviation) Moments(ReadOnlySpan<int> counts, int total)
    {
        double sum = 0, squares = 0;
        for (var l = 0; l < counts.Length; l++)
        {
            var share = (counts[l] + CountsOfMoments * Levels.Frequencies[l]) / (total + CountsOfMoments);
            sum += share * _stars[l];
            squares += share * _stars[l] * _stars[l];
        }

        return (sum, Math.Sqrt(Math.Max(0, squares - sum * sum)));
    }

    private static double Ratio(int count, int total, double frequency) =>
        Math.Log((count + CountsOfRatio * frequency) / ((total + CountsOfRatio) * frequency));

    private static int Total(ReadOnlySpan<int> counts)
    {
        var total = 0;
        foreach (var count in counts)
            total += count;
        return total;
    }

    private double ToStars(float label) => (label - _mean) / (double)_scale.Unit;

    /// <summary>
    /// The weights without any rating to fit them: P(l) ∝ f<sub>l</sub> exp(−(v<sub>l</sub> − score)²/2), a noise of one star.
    /// </summary>
    private float[] Unfitted()
    {
        var weights = new float[FeatureCount];
        for (var l = 1; l < Levels.Count; l++)
            weights[l - 1] = (float)((_stars[0] * _stars[0] - _stars[l] * _stars[l]) / 2);
        weights[Levels.Count + 1] = 1; // Of v times the score.
        return weights;
    }
}
