namespace AutoRec.Model;

/// <summary>A ridge regression on scaled features: c + Σ<sub>p</sub> θ<sub>p</sub> f<sub>p</sub>. Immutable.</summary>
/// <param name="Weights">θ, P values.</param>
/// <param name="Constant">c, which is not penalized.</param>
internal sealed record FeatureRegression(float[] Weights, float Constant)
{
    public float Predict(FeatureVector features) => (float)(Constant + features.Dot(Weights));
}

/// <summary>
/// The system of ridge regressions with the same features and weights: c and θ minimize
/// Σ<sub>i</sub> w<sub>i</sub> (y<sub>i</sub> − c − θ · f<sub>i</sub>)² + κ ‖θ‖². It is factored once, for any number of targets y.
/// Immutable.
/// </summary>
internal sealed class FeatureSystem
{
    /// <summary>κ: about the variance of a rating by the prior variance of the effect of a feature, .17 stars.</summary>
    public const double Ridge = 30;

    private readonly FeatureMatrix _features;
    private readonly double[] _weights;
    private readonly Cholesky _factor; // Of P + 1 rows: θ, then c.

    /// <summary>The largest P: time and memory grow with P³ and P².</summary>
    public const int MostSlots = 4096;

    /// <param name="features">The scaled features f.</param>
    /// <param name="weights">w, at least 0, for each vector; not all 0.</param>
    public FeatureSystem(FeatureMatrix features, double[] weights)
    {
        (_features, _weights) = (features, weights);
        var count = features.SlotCount;
        var gram = new double[checked((count + 1) * (count + 2) / 2)];
        for (var slot = 0; slot < count; slot++)
            gram[At(slot, slot)] = Ridge;
        for (var row = 0; row < features.Count; row++)
        {
            var (slots, values) = (features[row].Slots, features[row].Values);
            gram[At(count, count)] += weights[row];
            for (var i = 0; i < slots.Length; i++)
            {
                var weighted = weights[row] * values[i];
                gram[At(count, slots[i])] += weighted;
                for (var j = 0; j <= i; j++)
                    gram[At(slots[i], slots[j])] += weighted * values[j];
            }
        }

        _factor = Cholesky.Factor(gram, count + 1);

        static int At(int row, int column) => (row * (row + 1) / 2) + column;
    }

    /// <summary>Fits a target.</summary>
    /// <param name="target">y for each vector.</param>
    public FeatureRegression Fit(Func<int, double> target)
    {
        var solved = new double[_factor.Size];
        for (var row = 0; row < _features.Count; row++)
        {
            var weighted = _weights[row] * target(row);
            solved[^1] += weighted;
            var vector = _features[row];
            for (var i = 0; i < vector.Count; i++)
                solved[vector.Slots[i]] += weighted * vector.Values[i];
        }

        _factor.Solve(solved);
        return new(Array.ConvertAll(solved[..^1], weight => (float)weight), (float)solved[^1]);
    }
}
