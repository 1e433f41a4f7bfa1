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

    /// <summary>Writes the same ratings with ids such as U0000196 and I0000242, and returns the name of the file.</summary>
    public string WriteWithTextIds()
    {
        var name = Path.Combine(_folder, "text.data");
        using var writer = File.CreateText(name);
        foreach (var line in File.ReadLines(Name))
        {
            var fields = line.Split('\t');
            writer.WriteLine($"U{fields[0].PadLeft(7, '0')}\tI{fields[1].PadLeft(7, '0')}\t{fields[2]}\t{fields[3]}");
        }

        return name;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
