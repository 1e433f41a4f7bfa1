using AutoRec.Examples;

namespace AutoRec.Benchmarks;

/// <summary>A temporary file of generated ratings in the format of MovieLens 100K, which ML.NET's loader can also read.</summary>
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
