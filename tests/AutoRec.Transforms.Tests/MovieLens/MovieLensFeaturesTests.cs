using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests.MovieLens;

[TestClass]
public sealed class MovieLensFeaturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new();

    private IDataView Ratings => _ml.Data.LoadMovieLens(_folder.Write("ratings.data", "8\t2\t3\t77\n9\t7\t4.5\t78\n"));

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("movies.dat", "2::Alien (1979)::Horror|Sci-Fi\n7::unknown::Horror\n30::Aliens (1986)::\n")]
    [DataRow(
            "movies.csv",
            "movieId,title,genres\n2,Alien (1979),Horror|Sci-Fi\n7,unknown,Horror\n30,\"Aliens (1986)\",(no genres listed)\n")]
    [DataRow("u.item", "2|Alien (1979)|01-Jan-1979||http://example.org/|0|1|0|1\n7|unknown||||0|1|0|0\n30|Aliens (1986)|||\n")]
    public void Append_AnyFormat_AddsAUserForEachGenreAndPeriodOfRatedItems(string name, string content)
    {
        var rows = Append(_folder.Write(name, content));

        // The two genres and the years from 1975. Item 30, of the years from 1985, has no rating.
        Assert.HasCount(2 + 4, rows);
        Assert.AreSequenceEqual([8, 9], rows.Take(2).Select(row => row.UserId));
        Assert.IsTrue(
            rows.Skip(2).All(row => row is { Label: 3.75f, Timestamp: 0, UserId: < 0 and >= -4 }),
            "Each added rating must be the mean, so that the mean stays the same.");
        Assert.AreSequenceEqual(
            ["2", "2", "2,7"],
            rows.Skip(2).GroupBy(row => row.UserId, row => row.ItemId).Select(items => string.Join(',', items))
                .Order(StringComparer.Ordinal));
    }

    [TestMethod]
    [DataRow("Alien (1979)", 1)]
    [DataRow("Fawlty Towers (1975–1979)", 1)]
    [DataRow("Alien (Director's cut)", 0)]
    [DataRow("1979", 0)]
    [DataRow("2001: A Space Odyssey", 0)]
    [DataRow("2001: A Space Odyssey (1968)", 1)]
    [DataRow("Alien (19", 0)]
    [DataRow("Alien (1979) (V)", 1)]
    public void Append_Title_GivesAPeriodIfItEndsWithAYear(string title, int features) =>
        Assert.HasCount(2 + 1 + features, Append(_folder.Write("movies.dat", $"2::{title}::Horror\n")));

    [TestMethod]
    public void Append_SameFile_GivesTheSameUsers()
    {
        var file = _folder.Write("movies.dat", "2::Alien (1979)::Horror|Sci-Fi\n7::Big (1988)::Comedy\n");
        var other = _folder.Write("turned/movies.dat", "7::Big (1988)::Comedy\n2::Alien (1979)::Sci-Fi|Horror\n");
        Assert.AreSequenceEqual(Features(file), Features(other));

        IEnumerable<(int, int)> Features(string path) => Append(path).Skip(2).Select(row => (row.UserId, row.ItemId)).Order();
    }

    [TestMethod]
    public void Append_NoItemFile_NamesTheFilesLookedFor() =>
        Assert.Contains(
            "looked for u.item, movies.dat, movies.csv", Assert.ThrowsExactly<FileNotFoundException>(() => Append(_folder.Path)).Message);

    [TestMethod]
    public void Append_ViewWithoutItems_NamesTheMissingColumn()
    {
        var file = _folder.Write("movies.dat", "2::Alien (1979)::Horror\n");
        var other = _ml.Data.LoadFromEnumerable(new[] { new { UserId = 1 } });
        Assert.Contains("ItemId", Assert.Throws<ArgumentException>(() => _ml.Data.AppendMovieLensFeatures(other, file)).Message);
    }

    [TestMethod]
    public void Append_NoFiniteRating_IsRefused()
    {
        var file = _folder.Write("movies.dat", "2::Alien (1979)::Horror\n");
        var none = _ml.Data.LoadFromEnumerable(new[] { new MovieLensRating { UserId = 1, ItemId = 2, Label = float.NaN } });
        Assert.Contains(
            "There are no ratings", Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.AppendMovieLensFeatures(none, file)).Message);
    }

    [TestMethod]
    public void Append_ItemsOfAnotherRelease_AreRefused()
    {
        var otherRelease = _folder.Write("other/movies.dat", "3::Alien (1979)::Horror\n");
        Assert.Contains(
            "has no genre or year for any rated item", Assert.ThrowsExactly<ArgumentException>(() => Append(otherRelease)).Message);
    }

    [TestMethod]
    public void Append_Twice_IsRefused()
    {
        var file = _folder.Write("movies.dat", "2::Alien (1979)::Horror\n");
        var once = _ml.Data.AppendMovieLensFeatures(Ratings, file);
        Assert.Contains(
            "have a user -1", Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.AppendMovieLensFeatures(once, file)).Message);
    }

    [TestMethod]
    public void Append_RatingThatIsMissing_IsKeptAndNotInTheMean()
    {
        var ratings = _ml.Data.LoadFromEnumerable(
            new MovieLensRating[] { new() { UserId = 1, ItemId = 2, Label = float.NaN }, new() { UserId = 1, ItemId = 7, Label = 4 } });
        var all = _ml.Data.AppendMovieLensFeatures(ratings, _folder.Write("movies.dat", "2::Alien (1979)::\n7::Big (1988)::\n"));
        Assert.AreSequenceEqual([float.NaN, 4, 4], all.GetColumn<float>("Label"));
    }

    [TestMethod]
    [RequiresMovieLens]
    [DataRow("ml-100k", 19)]
    [DataRow("ml-latest-small", 19)]
    public void Append_RealRelease_HasItsGenresAndItsYears(string release, int genres)
    {
        var folder = RequiresMovieLensAttribute.DataPath(release);
        var ratings = _ml.Data.LoadMovieLens(folder);

        var rows = _ml.Data.CreateEnumerable<MovieLensRating>(_ml.Data.AppendMovieLensFeatures(ratings, folder), reuseRowObject: false)
            .ToList();

        var features = rows.Skip((int)ratings.GetRowCount()!).ToList();
        Assert.AreEqual(rows.SkipLast(features.Count).Average(row => row.Label), rows.Average(row => row.Label), 1e-4);
        Assert.IsInRange(genres + 10, genres + 30, features.Select(row => row.UserId).Distinct().Count());
        Assert.HasCount(features.Count, features.Select(row => (row.UserId, row.ItemId)).Distinct());
    }

    private List<MovieLensRating> Append(string path) =>
        [.. _ml.Data.CreateEnumerable<MovieLensRating>(_ml.Data.AppendMovieLensFeatures(Ratings, path), reuseRowObject: false)];
}
