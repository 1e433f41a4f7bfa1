namespace AutoRec.Benchmarks;

/// <summary>The size of a MovieLens release.</summary>
internal readonly record struct Shape(string Name, int Users, int Items, int Ratings)
{
    public static readonly Shape[] All =
    [
        new("ml-100k", 943, 1_682, 100_000),
        new("ml-1m", 6_040, 3_706, 1_000_209),
        new("ml-10m", 69_878, 10_677, 10_000_054),
        new("ml-20m", 138_493, 26_744, 20_000_263),
    ];
}
