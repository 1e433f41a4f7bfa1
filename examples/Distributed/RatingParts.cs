using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.Distributed;

/// <summary>
/// A folder with the ratings in parts, <c>part-00.csv</c> and so on, and with the ids of all users and items, one in each line. The ids
/// give the same keys in all processes, and each process reads its parts only.
/// </summary>
internal static class RatingParts
{
    private const string UserFile = "users.txt";
    private const string ItemFile = "items.txt";

    /// <summary>Writes the folder. All ratings of a user are in one part, so a later rating of an item replaces the earlier one.</summary>
    public static void Write(string file, int parts, string folder)
    {
        if (parts < 1)
            throw new UserErrorException($"--parts is {parts}; expected at least 1.");
        var mlContext = new MLContext();
        var ratings = mlContext.Data.LoadRatings(file, new() { TextIds = true });
        Directory.CreateDirectory(folder);
        var users = WriteIds(ratings, "UserId", Path.Combine(folder, UserFile));
        WriteIds(ratings, "ItemId", Path.Combine(folder, ItemFile));

        var writers = Enumerable.Range(0, parts).Select(part => new StreamWriter(PartFile(folder, part))).ToList();
        foreach (var writer in writers)
            writer.WriteLine("UserId,ItemId,Rating");
        var counts = new int[parts];
        foreach (var rating in mlContext.Data.CreateEnumerable<Rating>(ratings, reuseRowObject: true))
        {
            var part = users[rating.UserId] % parts;
            writers[part].WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{Quoted(rating.UserId)},{Quoted(rating.ItemId)},{rating.Label}"));
            counts[part]++;
        }

        writers.ForEach(writer => writer.Dispose());
        Console.WriteLine($"{folder}: {parts} parts of {counts.Min()} to {counts.Max()} ratings, {users.Count} users.");
    }

    /// <summary>Reads the parts of a rank: those whose number leaves its rank as the remainder.</summary>
    /// <returns>The ratings, and the ids that give the keys of users and items.</returns>
    public static (IDataView Ratings, IDataView Users, IDataView Items) Read(MLContext mlContext, string folder, RankGroup ranks)
    {
        var count = Directory.GetFiles(folder, "part-*.csv").Length;
        int[] mine = [.. Enumerable.Range(0, count).Where(part => part % ranks.Count == ranks.Rank)];
        if (mine.Length == 0)
            throw new UserErrorException($"'{folder}' has {count} parts; expected at least {ranks.Count}, one for each process.");
        var views = mine.Select(part => mlContext.Data.LoadRatings(PartFile(folder, part), new() { TextIds = true })).ToList();
        var ratings = views.Count == 1
            ? views[0]
            : mlContext.Data.LoadFromEnumerable(
                views.SelectMany(view => mlContext.Data.CreateEnumerable<Rating>(view, reuseRowObject: false)));
        return (ratings, Ids(UserFile), Ids(ItemFile));

        IDataView Ids(string file) =>
            mlContext.Data.LoadFromEnumerable(File.ReadLines(Path.Combine(folder, file)).Select(id => new KeyId { Id = id }));
    }

    private static string PartFile(string folder, int part) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"part-{part:D2}.csv"));

    private static Dictionary<string, int> WriteIds(IDataView ratings, string column, string file)
    {
        var numbers = new Dictionary<string, int>();
        foreach (var id in ratings.GetColumn<string>(column))
            numbers.TryAdd(id, numbers.Count);
        if (numbers.Keys.FirstOrDefault(id => id.AsSpan().ContainsAny('\r', '\n')) is { } broken)
            throw new UserErrorException($"The {column} '{broken}' has a line break; expected ids of one line.");
        File.WriteAllLines(file, numbers.Keys);
        return numbers;
    }

    private static string Quoted(string id) => id.AsSpan().ContainsAny(',', '"')
        ? $"\"{id.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : id;

    private sealed class Rating
    {
        public string UserId { get; set; } = "";
        public string ItemId { get; set; } = "";
        public float Label { get; set; }
    }

    private sealed class KeyId
    {
        public string Id { get; set; } = "";
    }
}
