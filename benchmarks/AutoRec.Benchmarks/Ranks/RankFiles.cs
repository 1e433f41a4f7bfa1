using System.Globalization;
using AutoRec.Examples;

namespace AutoRec.Benchmarks;

/// <summary>A temporary folder with the ratings of a shape in parts, one for each rank, as a cluster would have them.</summary>
internal sealed class RankFiles : IDisposable
{
    /// <summary>So few ratings that a process which trains on them has the memory of the runtime and of its libraries.</summary>
    public static readonly Shape Tiny = new("tiny", 5, 4, 10);

    private readonly string _folder = Directory.CreateTempSubdirectory("autorec-ranks-").FullName;

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>The file of a rank in a folder that <see cref="Write"/> returned.</summary>
    public static string PartOf(string folder, int rank, int count) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"part-{rank}-of-{count}.tsv"));

    /// <summary>Writes the ratings of a shape for several numbers of ranks. All ratings of a user are in one part.</summary>
    /// <returns>The folder.</returns>
    public string Write(Shape shape, params IEnumerable<int> counts)
    {
        var ratings = RatingGenerator.Generate(shape.Users, shape.Items, shape.Ratings);
        var folder = Directory.CreateDirectory(PathOf(string.Create(CultureInfo.InvariantCulture, $"{shape.Name}-{shape.Users}"))).FullName;
        foreach (var count in counts)
        {
            var writers = Enumerable.Range(0, count).Select(rank => File.CreateText(PartOf(folder, rank, count))).ToList();
            for (var n = 0; n < ratings.Count; n++)
            {
                // A rank must have ratings, and a rating that several ranks have counts once.
                var isOfAll = ratings.Count == Tiny.Ratings;
                foreach (var writer in isOfAll ? writers : [writers[ratings.Users[n] % count]])
                    writer.Write(string.Create(
                        CultureInfo.InvariantCulture, $"{ratings.Users[n] + 1}\t{ratings.Items[n] + 1}\t{ratings.Stars[n]}\n"));
            }

            writers.ForEach(writer => writer.Dispose());
        }

        return folder;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
