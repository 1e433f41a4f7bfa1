using Microsoft.ML;

namespace AutoRec.Examples;

/// <summary>Where ratings come from when nobody says: MovieLens 100K where it lies, and ratings made up where it does not.</summary>
internal static class RatingSource
{
    private const string Release = "ml-100k";
    private const string ReleaseFile = "u.data";

    private static readonly string[] ItemFiles = ["u.item", "movies.dat", "movies.csv"];

    /// <summary>What releases call their file of items, in words.</summary>
    public static string ItemFileNames { get; } = $"{string.Join(", ", ItemFiles[..^1])} or {ItemFiles[^1]}";

    /// <summary>The folder of MovieLens 100K, and how it was found, in words; null where it is in none of the usual places.</summary>
    public static (string Folder, string Origin)? FindRelease()
    {
        foreach (var (folder, origin) in Places())
        {
            if (File.Exists(Path.Combine(folder, ReleaseFile)))
                return (folder, origin);
        }

        return null;
    }

    /// <summary>Ratings made up, in the shape of MovieLens 100K. A row's timestamp is its number: by it the row is found again among those generated.</summary>
    public static (IDataView Ratings, GeneratedRatings Generated) Generate(MLContext mlContext)
    {
        var generated = RatingGenerator.Generate();
        var ratings = Enumerable.Range(0, generated.Count).Select(row => new MovieLensRating
        {
            UserId = generated.Users[row] + 1,
            ItemId = generated.Items[row] + 1,
            Label = generated.Stars[row],
            Timestamp = row,
        });
        return (mlContext.Data.LoadFromEnumerable(ratings.ToArray()), generated);
    }

    /// <summary>What <see cref="Generate"/> gives, and why, in words.</summary>
    public static string DescribeGenerated() =>
        $"Generated ratings of the shape of MovieLens 100K, since there is none in {string.Join(" or ", Places().Select(place => place.Folder))}";

    /// <summary>The release's file of items, in a folder of a release or beside a file of ratings; null where there is none.</summary>
    public static string? FindItemFile(string path)
    {
        // Folders beside a file of ratings are other releases.
        IEnumerable<string> places = Directory.Exists(path)
            ? Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal).Prepend(path)
            : [Path.GetDirectoryName(Path.GetFullPath(path))!];
        return places.SelectMany(place => ItemFiles.Select(name => Path.Combine(place, name))).FirstOrDefault(File.Exists);
    }

    /// <summary>A short name for a file or folder.</summary>
    public static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    private static IEnumerable<(string Folder, string Origin)> Places()
    {
        if (Environment.GetEnvironmentVariable("AUTOREC_DATA") is { Length: > 0 } data)
        {
            yield return (data, " (AUTOREC_DATA)");
            yield return (Path.Combine(data, Release), " (AUTOREC_DATA)");
        }

        yield return (Path.Combine("data", Release), "");
    }
}
