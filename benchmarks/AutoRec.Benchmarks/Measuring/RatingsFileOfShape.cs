using AutoRec.Examples;

namespace AutoRec.Benchmarks;

/// <summary>Generated ratings in a temporary file, in the format of MovieLens 100K, which ML.NET's text loader can read too.</summary>
internal sealed class RatingsFileOfShape : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("autorec-benchmark-").FullName;

    public RatingsFileOfShape(Shape shape)
    {
        Ratings = RatingGenerator.Generate(shape.Users, shape.Items, shape.Ratings);
        using var writer = File.CreateText(Name);
        Ratings.Write(writer);
    }

    public string Name => Path.Combine(_folder, "u.data");

    public GeneratedRatings Ratings { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
