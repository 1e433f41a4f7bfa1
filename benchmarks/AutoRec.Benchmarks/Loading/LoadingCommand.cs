using System.CommandLine;
using System.Globalization;

namespace AutoRec.Benchmarks;

/// <summary>Compares the time to read a ratings file with ML.NET's loader.</summary>
internal static class LoadingCommand
{
    private const double TargetRatio = 4;

    private static readonly string[] Notes =
    [
        "Both loaders read the same file; the sums over the values read are checked to be equal.",
        "Ours is LoadMovieLens, and LoadRatings for text ids. Theirs is LoadFromTextFile, which reads the file again in each pass.",
        "All other code is the same.",
        "ids, text ids: one pass over user id, item id and label.",
        "keys: MapValueToKey for the user and then for the item, as in the README; one pass over keys and label.",
        "keys, one estimator: one MapValueToKey for both, which reads the file once less.",
        "matrix: keys, read into the RatingMatrix of the trainer.",
    ];

    public static Command Create(CancellationToken cancellationToken)
    {
        var options = new MeasuringOptions(Shape.MovieLens1M);
        var command = new Command(
            "loading", "Compares LoadMovieLens with ML.NET's LoadFromTextFile on the same generated file, with and without key mapping.");
        options.AddTo(command);
        command.SetAction(result => Run(options.Shape(result), options.Rounds(result), options.Json(result), cancellationToken));
        return command;
    }

    private static void Run(Shape shape, int rounds, string? json, CancellationToken cancellationToken)
    {
        using var file = new RatingsFileOfShape(shape);
        var comparisons = LoadingComparison.All(file.Name, file.WriteWithTextIds());
        Rounds.Run(rounds, cancellationToken, comparisons.SelectMany(comparison => new[] { comparison.Ours, comparison.Theirs }));
        foreach (var comparison in comparisons)
            comparison.CheckSameResult();

        var figures = comparisons.Select(comparison => comparison.Figure(TargetRatio)).ToArray();
        FigureReport.Print($"Speed relative to ML.NET's loader, ratings of the size of {shape.Name}", figures, Notes);
        foreach (var comparison in comparisons)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{comparison.Name}: ours {comparison.Ours.MedianSeconds * 1e3:F0} ms, "
                    + $"theirs {comparison.Theirs.MedianSeconds * 1e3:F0} ms"));
        if (json is not null)
            FigureReport.WriteJson(
                json,
                shape,
                figures,
                comparisons.Select(
                    comparison => new { comparison.Name, Ours = comparison.Ours.Seconds, Theirs = comparison.Theirs.Seconds }));
    }
}
