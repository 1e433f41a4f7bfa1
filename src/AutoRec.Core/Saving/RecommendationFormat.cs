using AutoRec.Recommending;

namespace AutoRec.Saving;

/// <summary>The content of a saved <see cref="RecommendationModel"/>, without its rating model.</summary>
internal static class RecommendationFormat
{
    private const int HasHistory = 1; // Format 3 knew only this.
    private const int HasLevels = 2;
    private const string Noise = "variance of ratings";

    public static void Write(BinaryWriter writer, RecommendationModel model)
    {
        // A one-class model is its choice model.
        if (model.Ratings is not OneClassModelParameters)
            ChoiceModelFormat.Write(writer, model.Choice);
        writer.Write([model.Noise.Variance, model.Noise.OfFoldIn, model.Noise.OfUser, model.Noise.OfItem]);
        writer.Write((byte)((model.History is null ? 0 : HasHistory) | (model.Levels is null ? 0 : HasLevels)));
        if (model.Levels is { } levels)
            LevelModelFormat.Write(writer, levels);
        if (model.History is { } history)
            Write(writer, history);
    }

    public static RecommendationModel Read(BinaryReader reader, IRatingModel ratings)
    {
        var choice = ratings is OneClassModelParameters oneClass ? oneClass.Choice : ChoiceModelFormat.Read(reader, ratings.ItemCount);
        var noise = new RatingNoise(
            ratings is OneClassModelParameters ? reader.ReadInRangeOrNaN(Noise, 0) : reader.ReadInRange(Noise, 0),
            reader.ReadInRange(Noise, 0),
            reader.ReadInRange(Noise, 0),
            reader.ReadInRange(Noise, 0));
        var parts = reader.ReadByte();
        if (parts > (HasHistory | HasLevels))
            throw new FormatException($"it has parts {parts} of a recommender");
        var levels = (parts & HasLevels) != 0 ? LevelModelFormat.Read(reader, ratings) : null;
        var history = (parts & HasHistory) != 0 ? ReadHistory(reader, ratings.UserCount, ratings.ItemCount) : null;
        return new(ratings, choice, noise, levels, history);
    }

    /// <summary>
    /// Writes two to three bytes a rating: the distance to the user's previous item, and the number of the rating in a list of the
    /// distinct ratings. With more than 256 distinct ratings, four bytes replace the number.
    /// </summary>
    private static void Write(BinaryWriter writer, RatingMatrix history)
    {
        float[] distinct = [.. history.Values.ToArray().Distinct().Order()];
        if (distinct.Length > byte.MaxValue + 1)
            distinct = [];
        writer.Write(history.Count);
        writer.Write(distinct.Length);
        writer.Write(distinct.AsSpan());
        for (var user = 0; user < history.RowCount; user++)
        {
            var items = history.ColumnsOf(user);
            writer.Write7BitEncodedInt(items.Length);
            AscendingIndices.Write(writer, items);
            foreach (var rating in history.ValuesOf(user))
            {
                if (distinct.Length > 0)
                    writer.Write((byte)Array.BinarySearch(distinct, rating));
                else
                    writer.Write(rating);
            }
        }
    }

    private static RatingMatrix ReadHistory(BinaryReader reader, int userCount, int itemCount)
    {
        var count = reader.ReadCount(2);
        var distinct = reader.ReadFinites(reader.ReadCount(sizeof(float)), "rating");
        var (users, items, ratings) = (new int[count], new int[count], new float[count]);
        var at = 0;
        for (var user = 0; user < userCount; user++)
        {
            var end = at + reader.Read7BitEncodedInt();
            if (end < at || end > count)
                throw new FormatException($"user {user} has ratings beyond the {count} of the file");
            users.AsSpan(at..end).Fill(user);
            var number = user;
            AscendingIndices.Read(reader, items.AsSpan(at..end), itemCount, () => $"a rating of user {number}", "item");
            for (var n = at; n < end; n++)
                ratings[n] = distinct.Length > 0 ? Distinct(reader.ReadByte()) : reader.ReadFinite("rating");
            at = end;
        }

        return at == count
            ? RatingMatrix.Create(userCount, itemCount, users, items, ratings)
            : throw new FormatException($"it has {at} of {count} ratings");

        float Distinct(int number) => number < distinct.Length
            ? distinct[number]
            : throw new FormatException($"it has a rating number {number}, of {distinct.Length} distinct ratings");
    }
}
