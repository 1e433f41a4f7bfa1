namespace AutoRec.Training;

/// <summary>
/// Random numbers by SplitMix64 (Steele et al. 2014). They depend on their purpose and not on earlier draws, so a row's mask is the same
/// in every engine, batch and thread.
/// </summary>
internal struct RandomStream
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>Starts the stream of a seed and a purpose, such as (mask, epoch, row).</summary>
    public RandomStream(ulong seed, Purpose purpose, int first = 0, int second = 0) =>
        _state = Mix(Mix(Mix(seed + (ulong)purpose) + (uint)first) + (uint)second);

    public enum Purpose : ulong
    {
        Weights = 1,
        Order = 2,
        InputMask = 3,
        HiddenMask = 4,
        ValidationSplit = 5,
        ChoiceFactors = 6,
        NoiseSample = 7,
        LevelSample = 8,
    }

    public ulong NextUInt64()
    {
        _state += Step;
        return Mix(_state);
    }

    /// <summary>Skips draws, as if they had been made.</summary>
    public void Skip(long draws) => _state += unchecked((ulong)draws * Step);

    /// <summary>From 0 (included) to 1 (excluded), in steps of 2⁻²⁴.</summary>
    public float NextSingle() => (NextUInt64() >> 40) * (1f / (1 << 24));

    /// <summary>From 0 (included) to <paramref name="bound"/> (excluded).</summary>
    public int NextInt32(int bound) => (int)(((NextUInt64() >> 32) * (ulong)bound) >> 32);

    /// <summary>Fills the span from N(0, σ²), by the method of Box and Muller.</summary>
    /// <param name="values">The values to fill.</param>
    /// <param name="standardDeviation">σ.</param>
    /// <param name="skipped">The number of values before these, for a part of a longer sequence.</param>
    public void FillGaussian(Span<float> values, double standardDeviation, long skipped = 0)
    {
        // Two draws make a pair of values; the part can begin with the second of a pair.
        Skip(skipped / 2 * 2);
        for (var i = -(int)(skipped % 2); i < values.Length; i += 2)
        {
            var radius = standardDeviation * Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
            var (sin, cos) = Math.SinCos(2 * Math.PI * NextDouble());
            if (i >= 0)
                values[i] = (float)(radius * cos);
            if (i + 1 < values.Length)
                values[i + 1] = (float)(radius * sin);
        }
    }

    public void Shuffle(Span<int> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var other = NextInt32(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }

    private double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
