using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.MovieLens;

/// <summary>The ratings of an experiment: where they come from, and which are for training and which for the test.</summary>
internal sealed class ExperimentData
{
    private const string Release = "ml-100k";
    private const string ReleaseFile = "u.data";

    private static readonly string[] TitleFiles = ["u.item", "movies.dat", "movies.csv"];
    private static readonly Dictionary<int, string> NoTitles = [];

    private readonly IReadOnlyDictionary<int, string> _titles;

    private ExperimentData(string name, string source, string split, (IDataView Train, IDataView Test) ratings, IReadOnlyDictionary<int, string> titles)
    {
        (Name, Source, Split, _titles) = (name, source, split, titles);
        (Train, Test) = ratings;
        TrainCount = CountRatings(Train, $"{split} leaves no rating to train on.");
        TestCount = CountRatings(Test, $"{split} leaves no rating to test with.");
    }

    /// <summary>A short name, for the JSON report.</summary>
    public string Name { get; }

    /// <summary>Where the ratings come from, in words.</summary>
    public string Source { get; }

    /// <summary>How they are split, in words.</summary>
    public string Split { get; }

    public IDataView Train { get; }

    public IDataView Test { get; }

    public int TrainCount { get; }

    public int TestCount { get; }

    /// <summary>The RMSE that no model can be expected to beat on <see cref="Test"/>; known of generated ratings only.</summary>
    public double? NoiseFloor { get; private init; }

    public string TitleOf(int itemId) => _titles.TryGetValue(itemId, out var title) ? title : $"Item {itemId}";

    public static ExperimentData Load(MLContext mlContext, TrainSettings settings)
    {
        if (settings.Train is not null && settings.Test is not null)
            return LoadFiles(mlContext, settings.Train, settings.Test);
        if (settings.Data is not null)
            return LoadRelease(mlContext, settings, settings.Data, Path.GetFullPath(settings.Data));

        var places = DefaultPlaces().ToList();
        foreach (var (folder, origin) in places)
        {
            if (File.Exists(Path.Combine(folder, ReleaseFile)))
                return LoadRelease(mlContext, settings, folder, $"MovieLens 100K, in {folder}{origin}");
        }

        return Generate(mlContext, settings, string.Join(" or ", places.Select(place => place.Folder)));
    }

    private static IEnumerable<(string Folder, string Origin)> DefaultPlaces()
    {
        if (Environment.GetEnvironmentVariable("AUTOREC_DATA") is { Length: > 0 } data)
        {
            yield return (data, " (AUTOREC_DATA)");
            yield return (Path.Combine(data, Release), " (AUTOREC_DATA)");
        }

        yield return (Path.Combine("data", Release), "");
    }

    private static ExperimentData LoadFiles(MLContext mlContext, string train, string test) => new(
        NameOf(train),
        $"{train} and {test}",
        "The split between the two files",
        (mlContext.Data.LoadMovieLens(train), mlContext.Data.LoadMovieLens(test)),
        ReadTitles(train));

    private static ExperimentData LoadRelease(MLContext mlContext, TrainSettings settings, string path, string source) => new(
        NameOf(path),
        source,
        DescribeSplit(settings),
        SplitAtRandom(mlContext, mlContext.Data.LoadMovieLens(path), settings),
        ReadTitles(path));

    private static ExperimentData Generate(MLContext mlContext, TrainSettings settings, string missing)
    {
        var generated = RatingGenerator.Generate();

        // The timestamp is the number of the row: by it a row of the test is found again among those generated.
        var ratings = Enumerable.Range(0, generated.Count).Select(row => new MovieLensRating
        {
            UserId = generated.Users[row] + 1,
            ItemId = generated.Items[row] + 1,
            Label = generated.Stars[row],
            Timestamp = row,
        });
        var split = SplitAtRandom(mlContext, mlContext.Data.LoadFromEnumerable(ratings.ToArray()), settings);
        var source = $"Generated ratings of the shape of MovieLens 100K, since there is none in {missing}";
        return new ExperimentData("generated", source, DescribeSplit(settings), split, NoTitles)
        {
            NoiseFloor = generated.NoiseFloor(split.Test.GetColumn<long>(nameof(MovieLensRating.Timestamp)).Select(row => (int)row)),
        };
    }

    private static (IDataView Train, IDataView Test) SplitAtRandom(MLContext mlContext, IDataView ratings, TrainSettings settings)
    {
        var split = mlContext.Data.TrainTestSplit(ratings, settings.TestFraction, seed: settings.Seed);
        return (split.TrainSet, split.TestSet);
    }

    private static string DescribeSplit(TrainSettings settings) =>
        FormattableString.Invariant($"A random split with {settings.TestFraction * 100:G4}% for the test (seed {settings.Seed})");

    private static int CountRatings(IDataView ratings, string otherwise)
    {
        var count = ratings.GetColumn<float>(nameof(MovieLensRating.Label)).Count();
        return count > 0 ? count : throw new UserErrorException(otherwise);
    }

    /// <summary>The release's titles, where they lie with the ratings.</summary>
    private static IReadOnlyDictionary<int, string> ReadTitles(string path)
    {
        if (File.Exists(path))
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            var file = TitleFiles.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
            return file is null ? NoTitles : MovieLensTitles.Read(file);
        }

        try
        {
            return MovieLensTitles.Read(path);
        }
        catch (FileNotFoundException)
        {
            return NoTitles;
        }
    }

    private static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
}
