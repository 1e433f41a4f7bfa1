using AutoRec.Examples;
using AutoRec.Tests;
using Microsoft.Data.Sqlite;

namespace AutoRec.Source.Tests;

/// <summary>A temporary folder with the ratings that documented programs read: ratings.csv, the same ratings in ratings.db,
/// and made-up ones in ml-100k.</summary>
internal sealed class RatingsFolder : IDisposable
{
    public RatingsFolder()
    {
        File.Copy(System.IO.Path.Combine(RepositoryFiles.Root, "examples/GettingStarted/ratings.csv"), PathOf("ratings.csv"));
        WriteDatabase();
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

    private void WriteDatabase()
    {
        // No pool, because it would keep the file open.
        using var connection = new SqliteConnection($"Data Source={PathOf("ratings.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        var rows = File.ReadLines(PathOf("ratings.csv")).Skip(1)
            .Select(line => (line[..line.LastIndexOf(',')], line[(line.LastIndexOf(',') + 1)..]))
            .Select(row => (User: row.Item1.Split(',')[0], Title: row.Item1[(row.Item1.IndexOf(',') + 1)..].Trim('"'), Rating: row.Item2))
            .Select(row => $"('{row.User}', '{row.Title.Replace("'", "''", StringComparison.Ordinal)}', {row.Rating})");
        command.CommandText =
            $"CREATE TABLE ratings (user TEXT, title TEXT, rating REAL); INSERT INTO ratings VALUES {string.Join(", ", rows)}";
        command.ExecuteNonQuery();
    }

    private static string Item(int id)
    {
        var (year, genres) = (1980 + (id % 20), Enumerable.Range(0, 19).Select(genre => genre == id % 19 ? 1 : 0));
        return $"{id}|Title {id} ({year})|01-Jan-{year}||http://example.org/{id}|{string.Join('|', genres)}";
    }

    private string PathOf(string file) => System.IO.Path.Combine(Path, file);
}
