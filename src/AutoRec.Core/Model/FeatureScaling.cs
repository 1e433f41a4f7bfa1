namespace AutoRec.Model;

/// <summary>
/// Scales features, so that flags, numbers and counts of any size work without preparation. A slot that is 0 for most of the vectors, such
/// as a flag of a rare genre, stays sparse: it is divided by the RMS of its other values, so a flag stays 1. Any other slot, such as a
/// year, is standardized to mean 0 and deviation 1. Both are clipped to ±4. A slot whose values are all equal is left out. Immutable.
/// </summary>
/// <param name="Means">The number to subtract from each slot, P values; 0 for sparse slots.</param>
/// <param name="Factors">The factor of each slot, P values; 0 for slots that are left out.</param>
internal sealed record FeatureScaling(float[] Means, float[] Factors)
{
    /// <summary>The factor of a scaled feature as an input of the network: a flag enters like a rating of 3.5 stars.</summary>
    public const float InputFactor = 3.5f;

    private const double SparseFraction = 0.5;
    private const float Largest = 4;

    private readonly int[] _dense = [.. Enumerable.Range(0, Means.Length).Where(slot => Means[slot] != 0 && Factors[slot] != 0)];

    /// <summary>P, the number of slots.</summary>
    public int SlotCount => Means.Length;

    /// <summary>Fits the scaling to some of the vectors.</summary>
    /// <param name="features">All vectors.</param>
    /// <param name="used">The indices of the vectors to fit to, those with ratings.</param>
    public static FeatureScaling Fit(FeatureMatrix features, IReadOnlyList<int> used)
    {
        var (counts, sums, squares) =
            (new int[features.SlotCount], new double[features.SlotCount], new double[features.SlotCount]);
        foreach (var index in used)
        {
            var vector = features[index];
            for (var i = 0; i < vector.Count; i++)
            {
                if (vector.Values[i] == 0)
                    continue;
                counts[vector.Slots[i]]++;
                sums[vector.Slots[i]] += vector.Values[i];
                squares[vector.Slots[i]] += (double)vector.Values[i] * vector.Values[i];
            }
        }

        var (means, factors) = (new float[features.SlotCount], new float[features.SlotCount]);
        for (var slot = 0; slot < means.Length; slot++)
        {
            if (counts[slot] == 0)
                continue;
            if (counts[slot] < SparseFraction * used.Count)
            {
                factors[slot] = (float)(1 / Math.Sqrt(squares[slot] / counts[slot]));
                continue;
            }

            var mean = sums[slot] / used.Count;
            var variance = (squares[slot] / used.Count) - (mean * mean);
            if (variance > 1e-9 * mean * mean)
                (means[slot], factors[slot]) = ((float)mean, (float)(1 / Math.Sqrt(variance)));
        }

        return new(means, factors);
    }

    /// <summary>Scales all vectors.</summary>
    public FeatureMatrix Apply(FeatureMatrix features) => new(features.SlotCount, Array.ConvertAll(features.Vectors, Apply));

    /// <summary>Scales a vector.</summary>
    public FeatureVector Apply(FeatureVector vector)
    {
        var (slots, values) = (new List<int>(vector.Count + _dense.Length), new List<float>(vector.Count + _dense.Length));
        var dense = 0;
        for (var i = 0; i < vector.Count; i++)
        {
            AddDenseBefore(vector.Slots[i]);
            Add(vector.Slots[i], vector.Values[i]);
            if (dense < _dense.Length && _dense[dense] == vector.Slots[i])
                dense++;
        }

        AddDenseBefore(SlotCount);
        return new([.. slots], [.. values]);

        // A dense slot without a value is 0 before it is standardized.
        void AddDenseBefore(int slot)
        {
            for (; dense < _dense.Length && _dense[dense] < slot; dense++)
                Add(_dense[dense], 0);
        }

        void Add(int slot, float value)
        {
            var scaled = Math.Clamp((value - Means[slot]) * Factors[slot], -Largest, Largest);
            if (scaled == 0)
                return;
            slots.Add(slot);
            values.Add(scaled);
        }
    }
}
