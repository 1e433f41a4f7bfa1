namespace AutoRec;

/// <summary>The features of one item or user. Immutable.</summary>
/// <param name="Slots">The slots of the values, ascending and distinct.</param>
/// <param name="Values">The values; all other slots are 0.</param>
internal sealed record FeatureVector(int[] Slots, float[] Values)
{
    /// <summary>
    /// The features of an item or user of whom nothing is known. Only this instance is unknown: other empty vectors are all zeros.
    /// </summary>
    public static FeatureVector Unknown { get; } = new([], []);

    /// <summary>Whether nothing is known.</summary>
    public bool IsUnknown => ReferenceEquals(this, Unknown);

    /// <summary>The number of stored values.</summary>
    public int Count => Slots.Length;

    /// <summary>The value of a slot.</summary>
    public float this[int slot] => Array.BinarySearch(Slots, slot) is >= 0 and var i ? Values[i] : 0;

    /// <summary>Σ<sub>p</sub> f<sub>p</sub> weights<sub>p</sub>.</summary>
    public double Dot(ReadOnlySpan<float> weights)
    {
        double sum = 0;
        for (var i = 0; i < Slots.Length; i++)
            sum += (double)Values[i] * weights[Slots[i]];
        return sum;
    }
}

/// <summary>The features of all rows, or of all columns, of a <see cref="RatingMatrix"/>. Immutable.</summary>
/// <param name="SlotCount">P, the number of slots of each vector.</param>
/// <param name="Vectors">The features of each row or column.</param>
internal sealed record FeatureMatrix(int SlotCount, FeatureVector[] Vectors)
{
    public FeatureVector this[int index] => Vectors[index];

    /// <summary>The features of a row or column; null if they are unknown.</summary>
    public FeatureVector? Known(int index) => Vectors[index].IsUnknown ? null : Vectors[index];

    /// <summary>The number of vectors.</summary>
    public int Count => Vectors.Length;
}
