using System.Globalization;
using AutoRec.Examples;

namespace AutoRec.Tests;

/// <summary>The folder of a small release in the format of MovieLens, with generated ratings in half stars and titles.</summary>
internal static class SmallRelease
{
    public const int Items = 60;

    /// <summary>A film that no model knows. Its id leaves 61 to the tests of ids that do not exist.</summary>
    public const string UnratedTitle = "Unrated Film (Director's Cut)";

    private static readonly string[] Words = ["Amber", "Birch", "Cedar", "Dune", "Ember", "Fjord"];

    private static readonly Lazy<string> Created = new(() => Create(Items, ratings: 3000));

    public static string Folder => Created.Value;

    public static string TitleOf(int item) => $"{Words[item % Words.Length]} {Words[item / Words.Length % Words.Length]} {item}";

    public static void Delete()
    {
        if (Created.IsValueCreated)
            Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Creates a release of another size. The caller deletes the folder.</summary>
    public static string Create(int items, int ratings)
    {
        var folder = Directory.CreateTempSubdirectory("autorec-release-").FullName;
        File.WriteAllLines(
            Path.Combine(folder, "movies.csv"),
            Enumerable.Range(1, items).Select(item => $"{item},\"{TitleOf(item)}, The ({1950 + item})\",Drama")
                .Prepend("movieId,title,genres")
                .Append($"{10 * items},{UnratedTitle} (2011),Drama"));
        var generated = RatingGenerator.Generate(users: 120, items: items, ratings: ratings);
        File.WriteAllLines(
            Path.Combine(folder, "ratings.csv"),
            Enumerable.Range(0, generated.Count).Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{generated.Users[row] + 1},{generated.Items[row] + 1},{generated.Stars[row] - (row % 2 * 0.5f)},{1_000_000_000 + row}"))
                .Prepend("userId,movieId,rating,timestamp"));
        return folder;
    }
}
