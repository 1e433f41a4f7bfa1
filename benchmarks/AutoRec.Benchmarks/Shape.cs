using System.CommandLine;
using AutoRec.Examples;

namespace AutoRec.Benchmarks;

/// <summary>The size of a MovieLens release.</summary>
internal readonly record struct Shape(string Name, int Users, int Items, int Ratings)
{
    public static readonly Shape MovieLens100K = new("ml-100k", 943, 1_682, 100_000);

    public static readonly Shape MovieLens1M = new("ml-1m", 6_040, 3_706, 1_000_209);

    private static readonly Shape[] All =
    [
        MovieLens100K,
        MovieLens1M,
        new("ml-10m", 69_878, 10_677, 10_000_054),
        new("ml-20m", 138_493, 26_744, 20_000_263),
    ];

    /// <summary>Creates the option --shape.</summary>
    public static Option<Shape?> CreateOption(Shape byDefault) =>
        Arguments.Choice(
            "--shape",
            "Generate as many users, items and ratings as this release has",
            byDefault,
            [.. All.Select(shape => (shape.Name, shape))]);
}
