using AutoRec.Examples;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace AutoRec.Benchmarks;

/// <summary>A comparison of our loader with ML.NET's on the same file.</summary>
internal sealed class LoadingComparison(
    string name, bool hasTarget, Func<IDataView> ours, Func<IDataView> theirs, Func<IDataView, double> read)
{
    public string Name => name;

    public Rounds Ours { get; } = new(() => read(ours()));

    public Rounds Theirs { get; } = new(() => read(theirs()));

    /// <param name="file">A file with whole-number ids.</param>
    /// <param name="textFile">The same ratings with text ids.</param>
    public static LoadingComparison[] All(string file, string textFile)
    {
        var mlContext = new MLContext(seed: 1);
        return
        [
            CreateText("text ids", hasTarget: false, SumTexts),
            CreateText("text ids, keys", hasTarget: true, view => SumKeys(Map(view, Pipeline.CreateKeys(mlContext)))),
            Create("ids", hasTarget: false, SumIds),
            Create("keys", hasTarget: true, view => SumKeys(Map(view, Pipeline.CreateKeys(mlContext)))),
            Create("keys, one estimator", hasTarget: true, view => SumKeys(Map(view, KeysAtOnce(mlContext)))),
            Create("matrix", hasTarget: true, view => ViewReading.SumMatrix(mlContext, Map(view, Pipeline.CreateKeys(mlContext)))),
        ];

        LoadingComparison Create(string name, bool hasTarget, Func<IDataView, double> read) =>
            new(name, hasTarget, () => mlContext.Data.LoadMovieLens(file), () => LoadText(mlContext, file), read);

        LoadingComparison CreateText(string name, bool hasTarget, Func<IDataView, double> read) =>
            new(name, hasTarget, () => mlContext.Data.LoadRatings(textFile), () => LoadText(mlContext, textFile, DataKind.String), read);
    }

    /// <summary>ML.NET's time divided by ours, in each round.</summary>
    public Figure Figure(double targetRatio) =>
        new(Name, "×", [.. Theirs.Seconds.Zip(Ours.Seconds, (theirs, ours) => theirs / ours)], hasTarget ? targetRatio : null);

    public void CheckSameResult()
    {
        if (Ours.Sum != Theirs.Sum)
            throw new InvalidOperationException(
                $"'{Name}': the loaders read different values; ours sum to {Ours.Sum}, ML.NET's to {Theirs.Sum}.");
    }

    private static IDataView LoadText(MLContext mlContext, string file, DataKind ids = DataKind.Int32) => mlContext.Data.LoadFromTextFile(
        file,
        [
            new TextLoader.Column(nameof(MovieLensRating.UserId), ids, 0),
            new TextLoader.Column(nameof(MovieLensRating.ItemId), ids, 1),
            new TextLoader.Column(nameof(MovieLensRating.Label), DataKind.Single, 2),
            new TextLoader.Column(nameof(MovieLensRating.Timestamp), DataKind.Int64, 3),
        ],
        separatorChar: '\t');

    private static ValueToKeyMappingEstimator KeysAtOnce(MLContext mlContext) => mlContext.Transforms.Conversion.MapValueToKey(
        [
            new InputOutputColumnPair(Pipeline.User, nameof(MovieLensRating.UserId)),
            new InputOutputColumnPair(Pipeline.Item, nameof(MovieLensRating.ItemId))]);

    private static IDataView Map(IDataView view, IEstimator<ITransformer> keys) => keys.Fit(view).Transform(view);

    private static double SumIds(IDataView view) =>
        ViewReading.SumRatings<int>(view, nameof(MovieLensRating.UserId), nameof(MovieLensRating.ItemId), id => id);

    private static double SumTexts(IDataView view) => ViewReading.SumRatings<ReadOnlyMemory<char>>(
        view, nameof(MovieLensRating.UserId), nameof(MovieLensRating.ItemId), id => id.Length + id.Span[^1]);

    private static double SumKeys(IDataView view) => ViewReading.SumRatings<uint>(view, Pipeline.User, Pipeline.Item, key => key);
}
