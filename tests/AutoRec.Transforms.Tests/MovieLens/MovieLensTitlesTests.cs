using System.Text;
using Microsoft.ML;

namespace AutoRec.Tests.MovieLens;

[TestClass]
public sealed class MovieLensTitlesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("u.item", "2|Café: Été (1995)|01-Jan-1995||http://example.org/::|0|1\n7|unknown||||1|0\n", true)]
    [DataRow("movies.dat", "2::Café: Été (1995)::Animation|Comedy\n7::unknown::Drama\n", true)]
    [DataRow("movies.dat", "2::Café: Été (1995)::Animation|Comedy\r\n7::unknown::Drama", false)]
    [DataRow("movies.csv", "movieId,title,genres\r\n2,Café: Été (1995),Comedy\r\n7,unknown,(no genres listed)\r\n\r\n", false)]
    [DataRow("movies.csv", "\uFEFFmovieId,title,genres\n2,\"Café: Été (1995)\",Comedy\n7,unknown,Drama\n", false)]
    public void Read_EveryFormat_GivesTheSameTitles(string name, string content, bool isLatin1)
    {
        _folder.Write(name, (isLatin1 ? Encoding.Latin1 : Encoding.UTF8).GetBytes(content));

        var titles = new MLContext().Data.LoadMovieLensTitles(_folder.Path);

        Assert.AreEqual("Café: Été (1995)", titles[2]);
        Assert.AreEqual("unknown", titles[7]);
        Assert.HasCount(2, titles);
    }

    [TestMethod]
    [DataRow("1,\"American President, The (1995)\",Drama", "American President, The (1995)")]
    [DataRow("1,\"11'09\"\"01 - September 11 (2002)\",Drama", "11'09\"01 - September 11 (2002)")]
    [DataRow("1,\"\"\"Great Performances\"\" Cats (1998)\",Musical", "\"Great Performances\" Cats (1998)")]
    [DataRow("1::Alien :: Aliens (1986)::Horror", "Alien :: Aliens (1986)")]
    public void Read_TitleThatHoldsTheSeparatorOrQuotes_IsWhole(string line, string expected) =>
        Assert.AreEqual(expected, new MLContext().Data.LoadMovieLensTitles(_folder.Write("titles.txt", line))[1]);

    [TestMethod]
    [DataRow("1|Toy Story (1995)|\nnonsense\n", 2, "'nonsense'")]
    [DataRow("movieId,title,genres\n1,\"never closed,Drama\n", 2, "'1,\"never closed,Drama'")]
    [DataRow("movieId,title,genres\n1,\"closed\" too early,Drama\n", 2, "'1,\"closed\" too early,Drama'")]
    [DataRow("1::Toy Story (1995)\n", 1, "'1::Toy Story (1995)'")]
    [DataRow("99999999999|Too many (1995)|\n", 1, "'99999999999|Too many (1995)|'")]
    [DataRow("1|Toy Story (1995)|\n\n2|GoldenEye (1995)|\n", 2, "an empty line")]
    public void Read_WrongLine_SaysWhichAndWhatWasExpected(string content, int line, string found)
    {
        var file = _folder.Write("u.item", content);

        var message = Assert.ThrowsExactly<FormatException>(() => new MLContext().Data.LoadMovieLensTitles(file)).Message;

        Assert.StartsWith($"'{file}', line {line}: found {found}, expected an item's title", message);
    }

    [TestMethod]
    public void Read_SecondTitleForAnItem_IsRefused() =>
        Assert.Contains(
            "line 2: found 'B' for item 1, which is 'A'",
            Assert.ThrowsExactly<FormatException>(
                () => new MLContext().Data.LoadMovieLensTitles(_folder.Write("u.item", "1|A|\n1|B|\n"))).Message);

    [TestMethod]
    [DataRow("")]
    [DataRow("movieId,title,genres\n")]
    public void Read_FileWithoutTitles_SaysSo(string content)
    {
        var file = _folder.Write("movies.csv", content);

        Assert.Contains(
            "contains no titles", Assert.ThrowsExactly<FormatException>(() => new MLContext().Data.LoadMovieLensTitles(file)).Message);
    }

    [TestMethod]
    public void Read_NoFile_SaysWhatWasLookedFor()
    {
        Assert.Contains(
            "looked for u.item, movies.dat, movies.csv",
            Assert.ThrowsExactly<FileNotFoundException>(() => new MLContext().Data.LoadMovieLensTitles(_folder.Path)).Message);
        Assert.ThrowsExactly<DirectoryNotFoundException>(
            () => new MLContext().Data.LoadMovieLensTitles(Path.Combine(_folder.Path, "absent")));
    }

    [TestMethod]
    [RequiresMovieLens]
    [DataRow("ml-100k", 1682, 543, "Misérables, Les (1995)")]
    [DataRow("ml-latest-small", 9742, 7789, "11'09\"01 - September 11 (2002)")]
    public void Read_RealRelease_HasEveryTitle(string folder, int count, int item, string title)
    {
        var titles = new MLContext().Data.LoadMovieLensTitles(RequiresMovieLensAttribute.DataPath(folder));

        Assert.HasCount(count, titles);
        Assert.AreEqual("Toy Story (1995)", titles[1]);
        Assert.AreEqual(title, titles[item]);
    }
}
