using AutoRec.Choice;

namespace AutoRec.Saving;

/// <summary>The content of a saved <see cref="ChoiceModel"/>.</summary>
internal static class ChoiceModelFormat
{
    // A model has 64. Their products are a square matrix, which may be larger than the file.
    private const int MostFactors = 1024;

    public static void Write(BinaryWriter writer, ChoiceModel choice)
    {
        writer.Write(choice.Scale.Minimum);
        writer.Write(choice.Scale.Maximum);
        writer.Write(choice.Mean);
        writer.Write(choice.UserCount);
        writer.Write(choice.FactorCount);
        writer.Write(choice.Factors.AsSpan());
        foreach (var count in choice.Counts)
            writer.Write7BitEncodedInt(count);
    }

    public static ChoiceModel Read(BinaryReader reader, int itemCount)
    {
        var scale = reader.ReadScale();
        var mean = reader.ReadInRange("mean label of the choice model", scale.Minimum, scale.Maximum);
        var userCount = reader.ReadCount("number of users of the choice model", 0, int.MaxValue);
        var factorCount = reader.ReadCount("number of factors of the choice model", 1, MostFactors);
        if (itemCount == 0)
            throw new FormatException("its choice model has no item");
        var factors = reader.ReadFinites(checked(itemCount * factorCount), "factor of an item");
        var counts = new int[itemCount];
        for (var item = 0; item < counts.Length; item++)
        {
            counts[item] = reader.Read7BitEncodedInt();
            if (counts[item] < 0 || counts[item] > userCount)
                throw new FormatException($"item {item} has {counts[item]} ratings by {userCount} users");
        }

        return new ChoiceModel(scale, mean, userCount, counts, factors);
    }
}
