using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.MovieLens;

/// <summary>The training and test ratings of an experiment.</summary>
internal sealed class ExperimentData
{
    private ExperimentData(string name, string source, string split, (IDataView Train, IDataView Test) ratings, string? itemFile)
    {
        (Name, Source, Split, ItemFile) = (name, source, split, itemFile);
        Titles = new Titles(itemFile);
        (Train, Test) = ratings;
        TrainCount = CountRatings(Train, $"{split} leaves no training rating");
        TestCount = CountRatings(Test, $"{split} leaves no test rating");
    }

    /// <summary>A short name, for the JSON report.</summary>
    public string Name { get; }

    /// <summary>The source of the ratings, as a text.</summary>
    public string Source { get; }

    /// <summary>The split, as a text.</summary>
    public string Split { get; }

    /// <summary>The release's item file; null if there is none.</summary>
    public string? ItemFile { get; }

    public Titles Titles { get; }

    public IDataView Train { get; }

    public IDataView Test { get; }

    public int TrainCount { get; }

    public int TestCount { get; }

    /// <summary>The lowest possible expected RMSE on <see cref="Test"/>; null unless the ratings are generated.</summary>
    public double? NoiseFloor { get; private init; }

    public static ExperimentData Load(MLContext mlContext, TrainSettings settings)
    {
        if (settings.Train is not null && settings.Test is not null)
            return LoadFiles(mlContext, settings.Train, settings.Test, settings.File);
        if (settings.Data is not null)
            return LoadRelease(mlContext, settings, settings.Data, Path.GetFullPath(settings.Data));

        return RatingSource.FindRelease() is { } release
            ? LoadRelease(mlContext, settings, release.Folder, $"MovieLens 100K, in {release.Folder}{release.Origin}")
            : Generate(mlContext, settings);
    }

    private static ExperimentData LoadFiles(MLContext mlContext, string train, string test, RatingFileOptions file) => new(
        RatingSource.NameOf(train),
        $"{train} and {test}",
        "The split between the two files",
        RatingFiles.Load(mlContext, train, test, file),
        RatingSource.FindItemFile(train));

    private static ExperimentData LoadRelease(MLContext mlContext, TrainSettings settings, string path, string source) => new(
        RatingSource.NameOf(path),
        source,
        DescribeSplit(settings),
        SplitAtRandom(mlContext, RatingFiles.Load(mlContext, path, settings.File), settings),
        RatingSource.FindItemFile(path));

    private static ExperimentData Generate(MLContext mlContext, TrainSettings settings)
    {
        var (ratings, generated) = RatingSource.Generate(mlContext);
        var split = SplitAtRandom(mlContext, ratings, settings);
        return new ExperimentData("generated", RatingSource.DescribeGenerated(), DescribeSplit(settings), split, itemFile: null)
        {
            NoiseFloor = generated.NoiseFloor(split.Test.GetColumn<long>(nameof(MovieLensRating.Timestamp)).Select(row => (int)row)),
        };
    }

    private static (IDataView Train, IDataView Test) SplitAtRandom(MLContext mlContext, IDataView ratings, TrainSettings settings) =>
        RandomSplit.Of(mlContext, ratings, settings.TestFraction, settings.Seed);

    private static string DescribeSplit(TrainSettings settings) =>
        FormattableString.Invariant($"A random split with {settings.TestFraction * 100:G4}% for the test (seed {settings.Seed})");

    private static int CountRatings(IDataView ratings, string error)
    {
        var count = ratings.GetColumn<float>(nameof(MovieLensRating.Label)).Count();
        return count > 0 ? count : throw new UserErrorException(
            $"{error}. Use more ratings, change --test-fraction, or name two files with --train and --test.");
    }
}
