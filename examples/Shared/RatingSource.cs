using Microsoft.ML;

namespace AutoRec.Examples;

/// <summary>Where ratings come from when nobody says: MovieLens 100K where it lies, and ratings made up where it does not.</summary>
internal static class RatingSource
{
    private const string Release = "ml-100k";
    private const string ReleaseFile = "u.data";

    // A folder that may not be read is none of ours.
    private static readonly EnumerationOptions Readable = new() { IgnoreInaccessible = true, AttributesToSkip = 0 };

    private static readonly string[] RatingFiles = [ReleaseFile, "ratings.dat", "ratings.csv"];
    private static readonly string[] ItemFiles = ["u.item", "movies.dat", "movies.csv"];
    private static readonly string[] HalvesOfFolds = [".base", ".test"];

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

    /// <summary>The file of items that lies beside the ratings; null where there is none.</summary>
    /// <param name="path">A file of ratings, or a folder that holds one or folds, directly or one level down.</param>
    public static string? FindItemFile(string path)
    {
        string?[] folders = Directory.Exists(path)
            ? [HoldsRatings(path) ? path : Directory.EnumerateDirectories(path, "*", Readable).Order(StringComparer.Ordinal).FirstOrDefault(HoldsRatings)]
            : [Path.GetDirectoryName(Path.GetFullPath(path))];
        return folders.SelectMany(folder => folder is null ? [] : ItemFiles.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    /// <summary>Everything that may be read of ratings that are given so, or found: what nothing may be written to.</summary>
    public static IEnumerable<string> FilesOf(string? data, string? train, string? test)
    {
        foreach (var path in (string?[])[data ?? (train is null ? FindRelease()?.Folder : null), train, test])
        {
            if (path is null)
                continue;
            var files = Directory.Exists(path)
                ? Directory.EnumerateDirectories(path, "*", Readable).Prepend(path).SelectMany(folder => Directory.EnumerateFiles(folder, "*", Readable)).Where(file => IsOfRatings(file) || ItemFiles.Contains(Path.GetFileName(file)))
                : [path, .. FindItemFile(path) is { } items ? (string[])[items] : []];
            foreach (var file in files)
                yield return file;
        }
    }

    /// <summary>A short name for a file or folder.</summary>
    public static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    private static bool HoldsRatings(string folder) => Directory.EnumerateFiles(folder, "*", Readable).Any(IsOfRatings);

    private static bool IsOfRatings(string file) => RatingFiles.Contains(Path.GetFileName(file)) || HalvesOfFolds.Contains(Path.GetExtension(file));

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
