using Microsoft.ML;

namespace AutoRec.Examples;

/// <summary>The default ratings of the examples: MovieLens 100K if it is in a usual place, otherwise generated ratings.</summary>
internal static class RatingSource
{
    private const string Release = "ml-100k";
    private const string ReleaseFile = "u.data";

    // Skips folders without read permission, and includes hidden ones.
    private static readonly EnumerationOptions Readable = new() { IgnoreInaccessible = true, AttributesToSkip = 0 };

    private static readonly string[] RatingFiles = [ReleaseFile, "ratings.dat", "ratings.csv"];
    private static readonly string[] ItemFiles = ["u.item", "movies.dat", "movies.csv"];
    private static readonly string[] HalvesOfFolds = [".base", ".test"];

    /// <summary>The names of item files, as a text.</summary>
    public static string ItemFileNames { get; } = $"{string.Join(", ", ItemFiles[..^1])} or {ItemFiles[^1]}";

    /// <summary>The folder of MovieLens 100K and a note on how it was found; null if it is in none of the usual places.</summary>
    public static (string Folder, string Origin)? FindRelease()
    {
        foreach (var (folder, origin) in Places())
        {
            if (File.Exists(Path.Combine(folder, ReleaseFile)))
                return (folder, origin);
        }

        return null;
    }

    /// <summary>Generates ratings in the shape of MovieLens 100K. A row's timestamp is its index among the generated ratings.</summary>
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

    /// <summary>The description of <see cref="Generate"/>.</summary>
    public static string DescribeGenerated() =>
        $"Generated ratings in the shape of MovieLens 100K, which is not in {string.Join(" or ", Places().Select(place => place.Folder))}";

    /// <summary>The item file in the folder of the ratings; null if there is none.</summary>
    /// <param name="path">A ratings file, or a folder with ratings or folds, directly or one level down.</param>
    public static string? FindItemFile(string path)
    {
        var folder = Directory.Exists(path) ? FindFolder(path) : Path.GetDirectoryName(Path.GetFullPath(path));
        return folder is null ? null : ItemFiles.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>All files that may be read, and so must not be overwritten.</summary>
    public static IEnumerable<string> FilesOf(string? data, string? train, string? test)
    {
        foreach (var path in (string?[])[data ?? (train is null ? FindRelease()?.Folder : null), train, test])
        {
            if (path is null)
                continue;
            var files = Directory.Exists(path)
                ? Directory.EnumerateDirectories(path, "*", Readable).Prepend(path)
                    .SelectMany(folder => Directory.EnumerateFiles(folder, "*", Readable))
                    .Where(file => IsOfRatings(file) || ItemFiles.Contains(Path.GetFileName(file)))
                : [path, .. FindItemFile(path) is { } items ? (string[])[items] : []];
            foreach (var file in files)
                yield return file;
        }
    }

    /// <summary>The last part of the path of a file or folder.</summary>
    public static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    private static string? FindFolder(string folder) => HoldsRatings(folder)
        ? folder
        : Directory.EnumerateDirectories(folder, "*", Readable).Order(StringComparer.Ordinal).FirstOrDefault(HoldsRatings);

    private static bool HoldsRatings(string folder) => Directory.EnumerateFiles(folder, "*", Readable).Any(IsOfRatings);

    private static bool IsOfRatings(string file) =>
        RatingFiles.Contains(Path.GetFileName(file)) || HalvesOfFolds.Contains(Path.GetExtension(file));

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
