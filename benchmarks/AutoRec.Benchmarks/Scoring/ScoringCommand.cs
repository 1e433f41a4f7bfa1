using System.CommandLine;
using AutoRec.Examples;

namespace AutoRec.Benchmarks;

/// <summary>Scoring, one rating at a time and many.</summary>
internal static class ScoringCommand
{
    private const int DefaultHidden = 500;

    private static readonly string[] Notes =
    [
        "Predict: a prediction engine of the whole model, from ids, a new prediction each time; asked is at most 1 µs a call.",
        "Transform: model.Transform(ratings), key mapping included, whose scores one cursor reads, as any consumer of ML.NET's does.",
        "keyed: the same without the key mapping, over keys that lie in a cache.",
        "keyed, 2 cursors: as keyed, by a set of two cursors on threads of their own.",
        "Evaluate: mlContext.Regression.Evaluate of model.Transform(ratings).",
        "All of them score the same ratings and are checked to give the same scores.",
    ];

    public static Command Create(CancellationToken cancellationToken)
    {
        var options = new MeasuringOptions(Shape.MovieLens100K);
        var hidden = Arguments.WholeNumber("--hidden", $"The number of hidden units {Arguments.Default(DefaultHidden)}", minimum: 1);
        var command = new Command("scoring", "Single predictions and whole views, with a model of made-up ratings.") { hidden };
        options.AddTo(command);
        command.SetAction(result => Run(
            options.Shape(result), result.GetValue(hidden) ?? DefaultHidden, options.Rounds(result), options
                .Json(result), cancellationToken));
        return command;
    }

    private static void Run(Shape shape, int hidden, int rounds, string? json, CancellationToken cancellationToken)
    {
        using var setup = new ScoringSetup(shape, hidden);
        using var ways = new ScoringWays(setup);
        ways.CheckSameScores();
        Rounds.Run(rounds, cancellationToken, ways.All.Select(way => way.Rounds));

        var figures = ways.All.Select(way => way.Figure(shape.Ratings)).ToArray();
        FigureReport.Print($"Ratings scored in a second, {hidden} hidden units, {shape.Name}'s shape", figures, Notes);
        if (json is not null)
            FigureReport.WriteJson(json, shape, figures, new { hidden });
    }
}
