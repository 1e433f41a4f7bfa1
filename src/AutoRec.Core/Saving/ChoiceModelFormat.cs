using AutoRec.Choice;

namespace AutoRec.Saving;

/// <summary>The content of a saved <see cref="ChoiceModel"/>.</summary>
internal static class ChoiceModelFormat
{
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
        var scale = new RatingScale(reader.ReadSingle(), reader.ReadSingle());
        var (mean, userCount) = (reader.ReadSingle(), reader.ReadInt32());
        var factorCount = reader.ReadCount(sizeof(float));
        if (factorCount == 0 || itemCount == 0)
            throw new FormatException($"its choice model has {factorCount} factors and {itemCount} items");
        if (userCount < 0)
            throw new FormatException($"its choice model has {userCount} users");
        var factors = reader.ReadSingles(checked(itemCount * factorCount));
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
