using System.CommandLine;
using System.Globalization;

namespace AutoRec.Benchmarks;

/// <summary>Reading a ratings file, beside ML.NET's own loader.</summary>
internal static class LoadingCommand
{
    private const double AskedRatio = 4;

    private static readonly string[] Notes =
    [
        "Both sides read the same file into the same thing; the sums over what they read are checked to be equal.",
        "Ours is LoadMovieLens, theirs LoadFromTextFile, which reads the file anew for each pass; all else is the same code.",
        "ids: one pass over user, item and label.",
        "keys: MapValueToKey for the user, then for the item, fitted and applied, and one pass over keys and label, as the README does it.",
        "keys, one estimator: the same with one MapValueToKey for both, which reads the file once less.",
        "matrix: the same as keys, read into the RatingMatrix that the trainer works on.",
    ];

    public static Command Create(CancellationToken cancellationToken)
    {
        var options = new MeasuringOptions(Shape.MovieLens1M);
        var command = new Command(
            "loading", "LoadMovieLens beside ML.NET's LoadFromTextFile, on the same made-up file, key mapping included on both sides.");
        options.AddTo(command);
        command.SetAction(result => Run(options.Shape(result), options.Rounds(result), options.Json(result), cancellationToken));
        return command;
    }

    private static void Run(Shape shape, int rounds, string? json, CancellationToken cancellationToken)
    {
        using var file = new RatingsFileOfShape(shape);
        var comparisons = LoadingComparison.All(file.Name);
        Rounds.Run(rounds, cancellationToken, comparisons.SelectMany(comparison => new[] { comparison.Ours, comparison.Theirs }));
        foreach (var comparison in comparisons)
            comparison.CheckSameResult();

        var figures = comparisons.Select(comparison => comparison.Figure(AskedRatio)).ToArray();
        FigureReport.Print($"Times faster than ML.NET's loader, {shape.Name}'s shape", figures, Notes);
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
