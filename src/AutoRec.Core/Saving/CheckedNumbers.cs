namespace AutoRec.Saving;

/// <summary>
/// Numbers of a file, each checked before use: a correct checksum proves only that a program wrote the file, not that it was AutoRec.
/// </summary>
internal static class CheckedNumbers
{
    /// <exception cref="FormatException">The number is not finite.</exception>
    public static float ReadFinite(this BinaryReader reader, string name)
    {
        var value = reader.ReadSingle();
        return float.IsFinite(value) ? value : throw Wrong(name, value, "a finite number");
    }

    /// <exception cref="FormatException">The number is not finite, or outside the range.</exception>
    public static float ReadInRange(this BinaryReader reader, string name, float minimum, float maximum = float.MaxValue)
    {
        var value = reader.ReadSingle();
        return value >= minimum && value <= maximum ? value : throw Wrong(name, value, $"{minimum:G9} to {maximum:G9}");
    }

    /// <summary>Like <see cref="ReadInRange"/>, for a number that may be unknown, which is NaN.</summary>
    public static float ReadInRangeOrNaN(this BinaryReader reader, string name, float minimum)
    {
        var value = reader.ReadSingle();
        return float.IsNaN(value) || (value >= minimum && float.IsFinite(value))
            ? value
            : throw Wrong(name, value, $"NaN, or a finite number of at least {minimum}");
    }

    /// <exception cref="FormatException">A number is not finite.</exception>
    public static float[] ReadFinites(this BinaryReader reader, int count, string name) =>
        CheckFinite(reader.ReadSingles(count), name, allowNaN: false);

    /// <summary>Like <see cref="ReadFinites"/>, for numbers that may be unknown, which are NaN.</summary>
    public static float[] ReadFinitesOrNaN(this BinaryReader reader, int count, string name) =>
        CheckFinite(reader.ReadSingles(count), name, allowNaN: true);

    public static RatingScale ReadScale(this BinaryReader reader)
    {
        var scale = new RatingScale(reader.ReadFinite("smallest label"), reader.ReadFinite("largest label"));
        if (scale.Minimum > scale.Maximum)
            throw Wrong("smallest label", scale.Minimum, $"at most its largest label, {scale.Maximum:G9}");
        return float.IsFinite(scale.Maximum - scale.Minimum)
            ? scale
            : throw Wrong("range of labels", scale.Maximum - scale.Minimum, "a finite number");
    }

    /// <summary>Reads a count that has an upper bound of its own, because what follows from it is larger than the file.</summary>
    public static int ReadCount(this BinaryReader reader, string name, int minimum, int maximum)
    {
        var count = reader.ReadInt32();
        return count >= minimum && count <= maximum ? count : throw Wrong(name, count, $"{minimum} to {maximum}");
    }

    public static float[] CheckFinite(float[] values, string name, bool allowNaN)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value) && !(allowNaN && float.IsNaN(value)))
                throw Wrong(name, value, allowNaN ? "finite numbers or NaN" : "finite numbers");
        }

        return values;
    }

    private static FormatException Wrong(string name, object value, string expected) =>
        new(FormattableString.Invariant($"its {name} is {value}; expected {expected}"));
}
