namespace AutoRec.Saving;

/// <summary>The content of a saved <see cref="ModelCard"/>, which follows the model: whether there is one, and its values.</summary>
internal static class ModelCardFormat
{
    private const int MostOptions = 1000;

    public static void Write(BinaryWriter writer, ModelCard? card)
    {
        writer.Write(card is not null);
        if (card is null)
            return;
        foreach (var ratings in (ReadOnlySpan<int>)[.. card.ItemCounts, .. card.UserCounts])
            writer.Write7BitEncodedInt(ratings);
        writer.Write(card.PackageVersion);
        writer.Write(card.TrainedAt.UtcTicks);
        writer.Write(card.TrainingTime.Ticks);
        writer.Write(card.Trainer);
        writer.Write(card.Engine ?? "");
        writer.Write(card.Seed);
        writer.Write(card.Options.Count);
        foreach (var (name, value) in card.Options)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(card.Figures.Epochs ?? 0);
        writer.Write(card.Figures.Validation is not null);
        if (card.Figures.Validation is var (rmse, count))
        {
            writer.Write(rmse);
            writer.Write(count);
        }
    }

    /// <param name="reader">The reader.</param>
    /// <param name="format">The format. The first three have no card.</param>
    /// <param name="keys">The keys of the model, with as many indices as it has items and users.</param>
    public static ModelCard? Read(BinaryReader reader, int format, MatrixKeys keys)
    {
        if (format < 4 || !reader.ReadBoolean())
            return null;
        var (items, users) = (ReadCounts(reader, keys.Items.IndexCount), ReadCounts(reader, keys.Users.IndexCount));
        if (items.Sum() != users.Sum())
            throw new FormatException($"its items have {items.Sum()} ratings and its users {users.Sum()}");
        return new ModelCard(keys, items, users)
        {
            PackageVersion = reader.ReadString(),
            TrainedAt = new(reader.ReadInt64(), TimeSpan.Zero),
            TrainingTime = ReadTime(reader),
            Trainer = reader.ReadString(),
            Engine = reader.ReadString() is { Length: > 0 } engine ? engine : null,
            Seed = reader.ReadInt32(),
            Options = ReadOptions(reader),
            Figures = new(
                reader.ReadCount("number of epochs", 0, int.MaxValue) is > 0 and var epochs ? epochs : null,
                reader.ReadBoolean() ? ReadValidation(reader) : null),
        };
    }

    private static int[] ReadCounts(BinaryReader reader, int count)
    {
        var counts = new int[count];
        for (var index = 0; index < count; index++)
        {
            counts[index] = reader.Read7BitEncodedInt();
            if (counts[index] < 0)
                throw new FormatException($"index {index} has {counts[index]} ratings");
        }

        return counts;
    }

    private static TimeSpan ReadTime(BinaryReader reader)
    {
        var time = new TimeSpan(reader.ReadInt64());
        return time >= TimeSpan.Zero
            ? time
            : throw new FormatException($"its training took {time}; expected a time of at least 0");
    }

    private static (double Rmse, int Count) ReadValidation(BinaryReader reader)
    {
        var rmse = reader.ReadDouble();
        return rmse < 0 || double.IsInfinity(rmse) // NaN if no validation rating has a score.
            ? throw new FormatException(FormattableString.Invariant($"its validation RMSE is {rmse}; expected NaN or at least 0"))
            : (rmse, reader.ReadCount("number of validation ratings", 0, int.MaxValue));
    }

    private static (string Name, string Value)[] ReadOptions(BinaryReader reader)
    {
        var options = new (string, string)[reader.ReadCount("number of options", 0, MostOptions)];
        for (var n = 0; n < options.Length; n++)
            options[n] = (reader.ReadString(), reader.ReadString());
        return options;
    }
}
