using AutoRec.Examples;
using AutoRec.Tests;

namespace AutoRec.Source.Tests;

/// <summary>A temporary folder with the ratings that documented programs read: ratings.csv, and made-up ones in ml-100k.</summary>
internal sealed class RatingsFolder : IDisposable
{
    public RatingsFolder()
    {
        File.Copy(System.IO.Path.Combine(RepositoryFiles.Root, "examples/GettingStarted/ratings.csv"), PathOf("ratings.csv"));
        Directory.CreateDirectory(PathOf("ml-100k"));
        using var text = new StringWriter { NewLine = "\n" };
        RatingGenerator.Generate(100, 150, 4000, seed: 1).Write(text);
        var lines = text.ToString().TrimEnd().Split('\n');
        File.WriteAllLines(PathOf("ml-100k/u.data"), lines);
        File.WriteAllLines(PathOf("ml-100k/u1.base"), lines.Where((_, row) => row % 5 != 0));
        File.WriteAllLines(PathOf("ml-100k/u1.test"), lines.Where((_, row) => row % 5 == 0));
        File.WriteAllLines(PathOf("ml-100k/u.item"), Enumerable.Range(1, 150).Select(Item));
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("autorec-documented-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string Item(int id)
    {
        var (year, genres) = (1980 + (id % 20), Enumerable.Range(0, 19).Select(genre => genre == id % 19 ? 1 : 0));
        return $"{id}|Title {id} ({year})|01-Jan-{year}||http://example.org/{id}|{string.Join('|', genres)}";
    }

    private string PathOf(string file) => System.IO.Path.Combine(Path, file);
}
