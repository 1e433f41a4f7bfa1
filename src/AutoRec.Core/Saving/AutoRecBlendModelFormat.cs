using AutoRec.FoldIn;

namespace AutoRec.Saving;

/// <summary>The content of a saved blend: the number of members, their weights, and the members.</summary>
internal static class AutoRecBlendModelFormat
{
    public static void Write(BinaryWriter writer, AutoRecBlendModelParameters model)
    {
        writer.Write(model.Members.Count);
        writer.Write([.. model.Weights]);
        foreach (var member in model.Members)
            AutoRecModelFormat.Write(writer, member);
    }

    public static AutoRecBlendModelParameters Read(BinaryReader reader, int format)
    {
        var weights = reader.ReadFinites(reader.ReadCount(sizeof(float)), "weight of a member");
        if (Array.Exists(weights, weight => weight < 0))
            throw new FormatException(FormattableString.Invariant($"a weight of a member is {weights.Min()}; expected at least 0"));
        var members = Array.ConvertAll(weights, _ => AutoRecModelFormat.Read(reader, format));
        if (members.Length == 0)
            throw new FormatException("it has no member");
        if (members.Select(member => (member.ItemCount, member.UserCount, FeatureScore.SlotCounts(member))).Distinct().Count() > 1)
            throw new FormatException("its members have different numbers of users, items or features");
        return new AutoRecBlendModelParameters(members, weights);
    }
}
