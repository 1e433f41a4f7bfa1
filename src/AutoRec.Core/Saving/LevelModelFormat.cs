using AutoRec.Recommending;

namespace AutoRec.Saving;

/// <summary>The content of a saved <see cref="LevelModel"/>. Most counts are small, so they take a byte each.</summary>
internal static class LevelModelFormat
{
    public static void Write(BinaryWriter writer, LevelModel model)
    {
        writer.Write(model.Levels.Count);
        writer.Write(model.Levels.Values);
        writer.Write(model.Levels.Frequencies);
        writer.Write(model.Regression.Weights);
        foreach (var count in model.UserCounts.Concat(model.ItemCounts))
            writer.Write7BitEncodedInt(count);
        writer.Write(model.ColumnName ?? "");
    }

    public static LevelModel Read(BinaryReader reader, IRatingModel ratings)
    {
        var count = reader.ReadCount(3 * sizeof(float));
        if (count is < 1 or > RatingLevels.Most)
            throw new FormatException($"it has {count} rating levels");
        var levels = new RatingLevels(reader.ReadSingles(count), reader.ReadSingles(count));
        for (var l = 0; l < count; l++)
        {
            if (!float.IsFinite(levels.Values[l]) || (l > 0 && levels.Values[l] <= levels.Values[l - 1]))
                throw new FormatException($"its rating levels do not ascend at {levels.Values[l]}");
            if (levels.Frequencies[l] is not (> 0 and <= 1))
                throw new FormatException($"a rating level has the frequency {levels.Frequencies[l]}");
        }

        var weights = reader.ReadSingles(LevelRegression.WeightCountOf(count));
        if (!weights.All(float.IsFinite))
            throw new FormatException("a weight of its rating levels is not finite");
        var regression = new LevelRegression(levels, ratings.LabelRange, ratings.GlobalMean, weights);
        var (users, items) = (ReadCounts(ratings.UserCount), ReadCounts(ratings.ItemCount));
        return new(regression, users, items, reader.ReadString() is { Length: > 0 } name ? name : null);

        int[] ReadCounts(int rows)
        {
            var counts = new int[reader.CheckFits(checked(rows * count), 1)];
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] = reader.Read7BitEncodedInt();
                if (counts[i] < 0)
                    throw new FormatException($"it has {counts[i]} ratings of a level");
            }

            return counts;
        }
    }
}
