using System.Globalization;
using AutoRec.Examples;

namespace AutoRec.Tests;

/// <summary>The folder of a small release in the format of MovieLens, with generated ratings in half stars and titles.</summary>
internal static class SmallRelease
{
    public const int Items = 60;

    /// <summary>A film that no model knows. Its id leaves 61 to the tests of ids that do not exist.</summary>
    public const string UnratedTitle = "Unrated Film";

    private static readonly string[] Words = ["Amber", "Birch", "Cedar", "Dune", "Ember", "Fjord"];

    private static readonly Lazy<string> Created = new(Create);

    public static string Folder => Created.Value;

    public static string TitleOf(int item) => $"{Words[item % Words.Length]} {Words[item / Words.Length % Words.Length]} {item}";

    public static void Delete()
    {
        if (Created.IsValueCreated)
            Directory.Delete(Folder, recursive: true);
    }

    private static string Create()
    {
        var folder = Directory.CreateTempSubdirectory("autorec-release-").FullName;
        File.WriteAllLines(
            Path.Combine(folder, "movies.csv"),
            Enumerable.Range(1, Items).Select(item => $"{item},\"{TitleOf(item)}, The ({1950 + item})\",Drama")
                .Prepend("movieId,title,genres")
                .Append($"{10 * Items},{UnratedTitle} (2011),Drama"));
        var ratings = RatingGenerator.Generate(users: 120, items: Items, ratings: 3000);
        File.WriteAllLines(
            Path.Combine(folder, "ratings.csv"),
            Enumerable.Range(0, ratings.Count).Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{ratings.Users[row] + 1},{ratings.Items[row] + 1},{ratings.Stars[row] - (row % 2 * 0.5f)},{1_000_000_000 + row}"))
                .Prepend("userId,movieId,rating,timestamp"));
        return folder;
    }
}
