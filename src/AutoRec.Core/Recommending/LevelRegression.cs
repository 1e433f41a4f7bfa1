namespace AutoRec.Recommending;

/// <summary>
/// The probability of each rating level, given a score and the ratings of the user and the item: a multinomial logistic regression.
/// </summary>
/// <remarks>
/// <para>P(l) ∝ f<sub>l</sub> exp(a<sub>l</sub> + c₁ u<sub>l</sub> + c₂ i<sub>l</sub> + v<sub>l</sub> (w₁ · x) + v<sub>l</sub>² (w₂ · x)),
/// with f<sub>l</sub> the frequency of level l and v<sub>l</sub> its distance from the mean in stars.</para>
/// <para>u<sub>l</sub> is the logarithm of how much more often the user gives level l than all users do, and i<sub>l</sub> the same of
/// the item. x holds the predictors, numbers that describe the score, the user and the item: see <see cref="Predictors"/>.</para>
/// <para>The weights are L − 1 constants a<sub>l</sub> from the second level on, c₁, c₂, w₁ and w₂, in this order.</para>
/// <para>If the mean of the levels is further from the score than <see cref="MostDeviation"/>, all P(l) are then multiplied by
/// exp(t v<sub>l</sub>), with the t that brings the mean to that distance. Without this, users with unusual habits could get most of the
/// probability far from the score (docs/experiments.md#rating-levels). A score at an end of the scale counts as
/// <see cref="Margin"/> from it, because no rating is certain.</para>
/// </remarks>
internal sealed class LevelRegression
{
    private const int PredictorCount = 12;
    private const double CountsOfRatio = 20; // Extra ratings at the frequencies of all.
    private const double CountsOfMoments = 5; // The same, for mean and deviation.
    private const int MostSteps = 100;
    private const double Tolerance = 1e-6; // Of a mean, in stars.

    /// <summary>The largest distance of the mean of the levels from the score, in stars.</summary>
    public const double MostDeviation = 0.1;

    /// <summary>The least distance from the ends of the scale, in stars, that a mean is moved to.</summary>
    public const double Margin = 0.25;

    private readonly RatingScale _scale;
    private readonly float _mean;
    private readonly double[] _stars; // v, L values.

    /// <param name="levels">The levels.</param>
    /// <param name="scale">The range of the training ratings.</param>
    /// <param name="mean">The mean of the training ratings.</param>
    /// <param name="weights">The weights.</param>
    public LevelRegression(RatingLevels levels, RatingScale scale, float mean, float[] weights)
    {
        (Levels, _scale, _mean, Weights) = (levels, scale, mean, weights);
        _stars = Array.ConvertAll(levels.Values, ToStars);
    }

    /// <summary>
    /// The regression without any rating to fit it: P(l) ∝ f<sub>l</sub> exp(−(v<sub>l</sub> − s)²/(2 σ²)), a noise of deviation σ around
    /// the score.
    /// </summary>
    /// <param name="levels">The levels.</param>
    /// <param name="scale">The range of the training ratings.</param>
    /// <param name="mean">The mean of the training ratings.</param>
    /// <param name="deviation">σ, in label units.</param>
    public static LevelRegression Unfitted(RatingLevels levels, RatingScale scale, float mean, float deviation)
    {
        var regression = new LevelRegression(levels, scale, mean, new float[WeightCountOf(levels.Count)]);
        var (weights, stars) = (regression.Weights, regression._stars);
        var precision = Math.Pow(scale.Unit / deviation, 2);
        for (var l = 1; l < levels.Count; l++)
            weights[l - 1] = (float)(precision * (stars[0] * stars[0] - stars[l] * stars[l]) / 2);
        weights[FirstLinear(levels.Count)] = (float)precision; // Of v times the score, the first predictor.
        return regression;
    }

    public RatingLevels Levels { get; }

    /// <summary>One weight for each term.</summary>
    public float[] Weights { get; }

    /// <summary>The number of terms, and of their weights.</summary>
    public int WeightCount => Weights.Length;

    public static int WeightCountOf(int levels) => FirstQuadratic(levels) + PredictorCount;

    /// <summary>The same regression with other weights.</summary>
    public LevelRegression WithWeights(float[] weights) => new(Levels, _scale, _mean, weights);

    /// <summary>The probability of each level; NaN for a score that is NaN.</summary>
    /// <param name="score">The score, in label units.</param>
    /// <param name="userCounts">The user's number of ratings at each level, L values.</param>
    /// <param name="itemCounts">The item's number of ratings at each level, L values.</param>
    public double[] Probabilities(float score, ReadOnlySpan<int> userCounts, ReadOnlySpan<int> itemCounts)
    {
        Span<double> predictors = stackalloc double[PredictorCount];
        var (userTotal, itemTotal) = Predictors(score, userCounts, itemCounts, predictors);
        var (userRatio, itemRatio) = (UserRatio(Levels.Count), ItemRatio(Levels.Count));
        var (linear, quadratic) = (Weigh(predictors, FirstLinear(Levels.Count)), Weigh(predictors, FirstQuadratic(Levels.Count)));
        var logits = new double[Levels.Count];
        for (var l = 0; l < logits.Length; l++)
        {
            logits[l] = (l > 0 ? Weights[l - 1] : 0)
                + (Weights[userRatio] * Ratio(userCounts[l], userTotal, Levels.Frequencies[l]))
                + (Weights[itemRatio] * Ratio(itemCounts[l], itemTotal, Levels.Frequencies[l]))
                + (_stars[l] * linear)
                + (_stars[l] * _stars[l] * quadratic);
        }

        var probabilities = (double[])logits.Clone();
        Normalize(probabilities);
        if (Levels.Count == 1)
            return probabilities;
        var mean = Mean(probabilities);
        var stars = Math.Clamp(ToStars(score), _stars[0], _stars[^1]);
        var inner = Math.Min(Math.Max(stars, _stars[0] + Margin), _stars[^1] - Margin);
        var target = Math.Clamp(mean, Math.Min(stars, inner) - MostDeviation, Math.Max(stars, inner) + MostDeviation);
        if (Math.Abs(mean - target) > Tolerance) // False for NaN.
            Tilt(logits, target, probabilities);
        return probabilities;
    }

    /// <summary>The terms of all levels, L × <see cref="WeightCount"/> values, which the weights are multiplied by.</summary>
    public void Terms(float score, ReadOnlySpan<int> userCounts, ReadOnlySpan<int> itemCounts, Span<double> terms)
    {
        Span<double> predictors = stackalloc double[PredictorCount];
        var (userTotal, itemTotal) = Predictors(score, userCounts, itemCounts, predictors);
        var count = Levels.Count;
        terms.Clear();
        for (var l = 0; l < count; l++)
        {
            var of = terms.Slice(l * WeightCount, WeightCount);
            if (l > 0)
                of[l - 1] = 1;
            of[UserRatio(count)] = Ratio(userCounts[l], userTotal, Levels.Frequencies[l]);
            of[ItemRatio(count)] = Ratio(itemCounts[l], itemTotal, Levels.Frequencies[l]);
            TensorPrimitives.Multiply(predictors, _stars[l], of[FirstLinear(count)..]);
            TensorPrimitives.Multiply(predictors, _stars[l] * _stars[l], of[FirstQuadratic(count)..]);
        }
    }

    /// <summary>Replaces the logits of all levels by their probabilities.</summary>
    public void Normalize(Span<double> logits)
    {
        var highest = double.NegativeInfinity; // Subtracted, so that no exponential overflows.
        foreach (var logit in logits)
            highest = Math.Max(highest, logit);
        var sum = 0.0;
        for (var l = 0; l < logits.Length; l++)
            sum += logits[l] = Levels.Frequencies[l] * Math.Exp(logits[l] - highest);
        foreach (ref var probability in logits)
            probability /= sum;
    }

    /// <summary>Finds the t for which the logits plus t v have a given mean, by Newton's method within a bracket.</summary>
    private void Tilt(double[] logits, double target, double[] probabilities)
    {
        var (low, high) = (double.NegativeInfinity, double.PositiveInfinity);
        var t = 0.0;
        for (var step = 0; step < MostSteps; step++)
        {
            TensorPrimitives.MultiplyAdd(_stars, t, logits, probabilities);
            Normalize(probabilities);
            var mean = Mean(probabilities);
            if (Math.Abs(mean - target) <= Tolerance)
                return;
            (low, high) = mean < target ? (t, high) : (low, t);
            var variance = 0.0;
            for (var l = 0; l < probabilities.Length; l++)
                variance += probabilities[l] * (_stars[l] - mean) * (_stars[l] - mean);
            var next = t + Math.Clamp((target - mean) / variance, -1 - Math.Abs(t), 1 + Math.Abs(t)); // No jump to infinity.
            t = next > low && next < high ? next : (low + high) / 2;
        }
    }

    private double Mean(double[] probabilities) => TensorPrimitives.Dot<double>(probabilities, _stars);

    /// <summary>
    /// x: the score, mean and deviation of user and item, and how little is known of both, with their products. Score and means are in
    /// stars from the mean of all.
    /// </summary>
    private (int UserTotal, int ItemTotal) Predictors(
        float label, ReadOnlySpan<int> userCounts, ReadOnlySpan<int> itemCounts, Span<double> predictors)
    {
        var (score, userTotal, itemTotal) = (ToStars(label), Total(userCounts), Total(itemCounts));
        var (user, item) = (Moments(userCounts, userTotal), Moments(itemCounts, itemTotal));
        var (userDoubt, itemDoubt) = (1 / Math.Sqrt(userTotal + 1.0), 1 / Math.Sqrt(itemTotal + 1.0));
        ReadOnlySpan<double> values =
        [
            score, score * score, user.Mean, item.Mean,
            user.Deviation, item.Deviation, score * user.Deviation, score * item.Deviation,
            userDoubt, itemDoubt, score * userDoubt, score * itemDoubt,
        ];
        values.CopyTo(predictors);
        return (userTotal, itemTotal);
    }

    private double Weigh(ReadOnlySpan<double> predictors, int firstWeight)
    {
        var sum = 0.0;
        for (var i = 0; i < predictors.Length; i++)
            sum += predictors[i] * Weights[firstWeight + i];
        return sum;
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

    // The places of the weights among them.

    private static int UserRatio(int levels) => levels - 1;

    private static int ItemRatio(int levels) => UserRatio(levels) + 1;

    private static int FirstLinear(int levels) => ItemRatio(levels) + 1;

    private static int FirstQuadratic(int levels) => FirstLinear(levels) + PredictorCount;

    private double ToStars(float label) => (label - _mean) / (double)_scale.Unit;
}
