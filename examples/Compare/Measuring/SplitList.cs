using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.Compare;

/// <summary>The splits, and a description of their source. Files are read at once, so that their errors show before any training.</summary>
internal sealed record SplitList(string Source, int Count, IEnumerable<DataSplit> Splits)
{
    private const double TestFraction = 0.1;

    /// <summary>The reason why the ratings cannot have genres and years; null if they can.</summary>
    public string? ObstacleToFeatures { get; private init; }

    public static SplitList Create(CompareSettings settings)
    {
        var mlContext = new MLContext(settings.Seed);
        if (settings is { Train: { } train, Test: { } test })
        {
            var (trainSet, testSet) = RatingFiles.Load(mlContext, train, test, settings.File);
            return new($"{train} and {test}", 1, [new DataSplit(RatingSource.NameOf(test), trainSet, testSet)])
            {
                ObstacleToFeatures = RatingFiles.FindObstacleToFeatures(trainSet.Schema),
            };
        }

        if (settings.Folds is { } folds)
            return CreateFolds(mlContext, settings.Data ?? FindRelease(), folds);

        int[] seeds = settings.Repeats is { } repeats ? [.. Enumerable.Range(1, repeats)] : [settings.Seed];
        var (source, ratings) = LoadRatings(mlContext, settings);
        var seedsInWords = seeds.Length == 1 ? $"seed {seeds[0]}" : $"seeds 1 to {seeds.Length}";
        var description = FormattableString.Invariant(
            $"{source}; random splits with {TestFraction * 100:G4}% for the test, {seedsInWords}");
        return new(description, seeds.Length, seeds.Select(seed => SplitAtRandom(mlContext, ratings, seed)))
        {
            ObstacleToFeatures = RatingFiles.FindObstacleToFeatures(ratings.Schema),
        };
    }

    private static SplitList CreateFolds(MLContext mlContext, string folder, IReadOnlyList<string> folds) =>
        new($"{folder}, folds {string.Join(", ", folds)}", folds.Count, [.. folds.Select(fold =>
        {
            var (train, test) = mlContext.Data.LoadMovieLensFold(folder, fold);
            return new DataSplit(fold, train, test);
        })]);

    private static string FindRelease() => RatingSource.FindRelease()?.Folder
        ?? throw new UserErrorException("--folds: there is no MovieLens 100K in the usual places. Name its folder with --data.");

    private static (string Source, IDataView Ratings) LoadRatings(MLContext mlContext, CompareSettings settings)
    {
        if ((settings.Data ?? RatingSource.FindRelease()?.Folder) is { } found)
            return (found, RatingFiles.Load(mlContext, found, settings.File));
        return (RatingSource.DescribeGenerated(), RatingSource.Generate(mlContext).Ratings);
    }

    private static DataSplit SplitAtRandom(MLContext mlContext, IDataView ratings, int seed)
    {
        var (train, test) = RandomSplit.Of(mlContext, ratings, TestFraction, seed);
        return new DataSplit($"seed {seed}", Copy(train), Copy(test));

        // ML.NET repeats the split at every reading, which would distort the measured times.
        IDataView Copy(IDataView half) => mlContext.Data.Cache(half, [.. half.Schema.Select(column => column.Name)]);
    }
}
