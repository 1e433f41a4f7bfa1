using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests.MovieLens;

[TestClass]
public sealed class MovieLensFeaturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new();

    private IDataView Ratings => _ml.Data.LoadMovieLens(_folder.Write("ratings.data", "8\t2\t3\t77\n9\t7\t4.5\t78\n9\t99\t1\t79\n"));

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("movies.dat", "2::Alien (1979)::Horror|Sci-Fi\n7::unknown::Horror\n30::Aliens (1989)::\n")]
    [DataRow(
        "movies.csv",
        "movieId,title,genres\n2,Alien (1979),Horror|Sci-Fi\n7,unknown,Horror\n30,\"Aliens (1989)\",(no genres listed)\n")]
    public void Join_AnyItemFile_GivesGenresPeriodsAndTheYear(string name, string content)
    {
        _folder.Write(name, content);
        var joined = _ml.Data.JoinMovieLensFeatures(Ratings, _folder.Path);
        Assert.AreSequenceEqual(["from 1975", "from 1985", "genre Horror", "genre Sci-Fi", "year"], SlotNames(joined, "ItemFeatures"));

        // A movie without a year, or outside the file, has the mean.
        Assert.AreSequenceEqual(
            ["1 0 1 1 1979", "0 0 1 0 1984", "0 0 0 0 1984"],
            joined.GetColumn<float[]>("ItemFeatures").Select(row => string.Join(' ', row)));
        Assert.IsNull(joined.Schema.GetColumnOrNull("UserFeatures"));
    }

    [TestMethod]
    [DataRow("u.user", "8|25|F|artist|1\n7|31|M|other|2\n")]
    [DataRow("users.dat", "8::F::25::artist::1\n7::M::31::other::2\n")]
    public void Join_AnyUserFile_GivesAgeDecadeGenderAndOccupation(string name, string content)
    {
        _folder.Write("movies.dat", "2::Alien (1979)::Horror\n");
        _folder.Write(name, content);
        var joined = _ml.Data.JoinMovieLensFeatures(Ratings, _folder.Path);
        Assert.AreSequenceEqual(
            ["age", "aged 20", "aged 30", "gender F", "gender M", "occupation artist", "occupation other"],
            SlotNames(joined, "UserFeatures"));
        Assert.AreSequenceEqual(
            ["25 1 0 1 0 1 0", "28 0 0 0 0 0 0"],
            joined.GetColumn<float[]>("UserFeatures").Take(2).Select(row => string.Join(' ', row)));
    }

    [TestMethod]
    public void Join_MovieWithEverySlot_GivesAllValues()
    {
        _folder.Write("movies.dat", "2::Alien (1979)::Horror\n");
        var joined = _ml.Data.JoinMovieLensFeatures(Ratings, _folder.Path);
        Assert.AreEqual("1 1 1979", string.Join(' ', joined.GetColumn<float[]>("ItemFeatures").First()));
    }

    [TestMethod]
    public void Join_FolderAboveTheRelease_FindsItsUsersToo()
    {
        var ratings = Ratings;
        Directory.CreateDirectory(Path.Combine(_folder.Path, "ml-1m"));
        _folder.Write("ml-1m/movies.dat", "2::Alien (1979)::Horror\n");
        _folder.Write("ml-1m/users.dat", "8::F::25::artist::1\n");
        Assert.IsNotNull(_ml.Data.JoinMovieLensFeatures(ratings, _folder.Path).Schema.GetColumnOrNull("UserFeatures"));
    }

    [TestMethod]
    [DataRow("Fawlty Towers (1975–1979)", "from 1975")]
    [DataRow("2001: A Space Odyssey (1968)", "from 1965")]
    [DataRow("Alien (1979) (V)", "from 1975")]
    [DataRow("1979", "genre Horror")]
    [DataRow("Alien (19", "genre Horror")]
    public void Join_Title_GivesAPeriodIfItEndsWithAYear(string title, string firstSlot)
    {
        _folder.Write("movies.dat", $"2::{title}::Horror\n");
        Assert.AreEqual(firstSlot, SlotNames(_ml.Data.JoinMovieLensFeatures(Ratings, _folder.Path), "ItemFeatures").First());
    }

    [TestMethod]
    public void Join_BadUserLine_ThrowsWithFileAndLine()
    {
        _folder.Write("movies.dat", "2::Alien (1979)::Horror\n");
        _folder.Write("users.dat", "8::F::25::artist::1\n7::X\n");
        var message = Assert.ThrowsExactly<FormatException>(() => _ml.Data.JoinMovieLensFeatures(Ratings, _folder.Path)).Message;
        Assert.Contains("users.dat', line 2: found '7::X', expected a user", message);
    }

    [TestMethod]
    public void Join_OtherColumns_ThrowsWithTheMissingOne()
    {
        _folder.Write("movies.dat", "2::Alien (1979)::Horror\n");
        var other = _ml.Data.LoadFromEnumerable([new { Item = 3 }]);
        Assert.Contains("ItemId", Assert.Throws<ArgumentException>(() => _ml.Data.JoinMovieLensFeatures(other, _folder.Path)).Message);
    }

    private static IEnumerable<string> SlotNames(IDataView view, string column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        view.Schema[column].GetSlotNames(ref names);
        return names.DenseValues().Select(name => name.ToString());
    }
}
