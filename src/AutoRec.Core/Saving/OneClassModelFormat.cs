namespace AutoRec.Saving;

/// <summary>The content of a saved <see cref="OneClassModelParameters"/>: the choice model, and the codes of the users.</summary>
internal static class OneClassModelFormat
{
    public static void Write(BinaryWriter writer, OneClassModelParameters model)
    {
        writer.Write(model.ItemCount);
        writer.Write(model.UserCount);
        ChoiceModelFormat.Write(writer, model.Choice);
        writer.Write(model.Codes);
    }

    public static OneClassModelParameters Read(BinaryReader reader, int format)
    {
        var (items, users) = (reader.ReadCount(sizeof(float)), reader.ReadCount(sizeof(float)));
        if (items == 0)
            throw new FormatException("it has no item");
        var choice = ChoiceModelFormat.Read(reader, items);
        return new OneClassModelParameters(choice, reader.ReadFinitesOrNaN(checked(users * choice.FactorCount), "code of a user"));
    }
}
