using System.CommandLine;
using AutoRec.Examples;

namespace AutoRec.Benchmarks;

/// <summary>Measures scoring: single predictions and whole views.</summary>
internal static class ScoringCommand
{
    private const int DefaultHidden = 500;

    private static readonly string[] Notes =
    [
        "Predict: PredictionEngine.Predict with ids, key mapping included; the target is 1 µs per call.",
        "Transform: model.Transform(ratings) with ids, key mapping included; one cursor reads the scores.",
        "keyed: Transform without key mapping, over cached keys.",
        "keyed, 2 cursors: keyed, read by a set of two cursors on two threads.",
        "Evaluate: mlContext.Regression.Evaluate of model.Transform(ratings).",
        "All score the same ratings, and their scores are checked to be equal.",
    ];

    public static Command Create(CancellationToken cancellationToken)
    {
        var options = new MeasuringOptions(Shape.MovieLens100K);
        var hidden = Arguments.WholeNumber("--hidden", $"The number of hidden units {Arguments.Default(DefaultHidden)}", minimum: 1);
        var command = new Command("scoring", "Measures single predictions and whole views, with a model of generated ratings.") { hidden };
        options.AddTo(command);
        command.SetAction(result => Run(
            options.Shape(result),
            result.GetValue(hidden) ?? DefaultHidden,
            options.Rounds(result),
            options.Json(result),
            cancellationToken));
        return command;
    }

    private static void Run(Shape shape, int hidden, int rounds, string? json, CancellationToken cancellationToken)
    {
        using var setup = new ScoringSetup(shape, hidden);
        using var ways = new ScoringWays(setup);
        ways.CheckSameScores();
        Rounds.Run(rounds, cancellationToken, ways.All.Select(way => way.Rounds));

        var figures = ways.All.Select(way => way.Figure(shape.Ratings)).ToArray();
        FigureReport.Print($"Ratings scored per second, {hidden} hidden units, size of {shape.Name}", figures, Notes);
        if (json is not null)
            FigureReport.WriteJson(json, shape, figures, new { hidden });
    }
}
