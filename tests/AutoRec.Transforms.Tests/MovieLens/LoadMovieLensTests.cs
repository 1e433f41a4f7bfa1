using System.Globalization;
using AutoRec.RatingFiles;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests.MovieLens;

[TestClass]
public sealed class LoadMovieLensTests : IDisposable
{
    private const string Header = "userId,movieId,rating,timestamp\n";

    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("196\t242\t3\t881250949\n7\t1682\t0.5\t9999999999\n", DisplayName = "100K")]
    [DataRow("196::242::3::881250949\n7::1682::0.5::9999999999\n", DisplayName = "1M and 10M")]
    [DataRow(Header + "196,242,3.0,881250949\n7,1682,0.5,9999999999\n", DisplayName = "20M and later")]
    [DataRow(Header + "00196,0242,3.000,0881250949\n7,1682,0.50,9999999999\n", DisplayName = "zeros that change nothing")]
    public void Load_EveryFormat_ReadsTheSameRatings(string content)
    {
        var rows = Rows(content);

        AssertRating(rows[0], 196, 242, 3, 881250949);
        AssertRating(rows[1], 7, 1682, 0.5f, 9999999999);
        Assert.HasCount(2, rows);
    }

    [TestMethod]
    [DataRow("1\t2\t3\t4\n5\t6\t1\t8\n")]
    [DataRow("1\t2\t3\t4\n5\t6\t1\t8")]
    [DataRow("\n1\t2\t3\t4\n\r\n \n5\t6\t1\t8")]
    [DataRow("1\t2\t3\t4\r\n5\t6\t1\t8\r\n")]
    [DataRow("1\t2\t3\t4\r\n5\t6\t1\t8")]
    [DataRow("1\t2\t3\t4\n5\t6\t1\t8\n\n \r\n\n")]
    [DataRow("\uFEFF1\t2\t3\t4\n5\t6\t1\t8\n")]
    [DataRow("\uFEFF" + Header + "1,2,3,4\n5,6,1,8\n")]
    [DataRow("userId,movieId,rating,timestamp\r\n1,2,3.0,4\r\n5,6,1.0,8\r\n\r\n")]
    public void Load_LineEndsMarksAndBlankLines_MakeNoDifference(string content)
    {
        var rows = Rows(content);

        AssertRating(rows[0], 1, 2, 3, 4);
        AssertRating(rows[1], 5, 6, 1, 8);
        Assert.HasCount(2, rows);
    }

    [TestMethod]
    public void Load_ManyBlankLastLines_AreIgnored() =>
        Assert.HasCount(1, Rows("1\t2\t3\t4\n" + new string('\n', 1000)));

    [TestMethod]
    [DataRow("3")]
    [DataRow("3.")]
    [DataRow("+3")]
    [DataRow(".5")]
    [DataRow("0.1")]
    [DataRow("-0.5")]
    [DataRow("-4.66")]
    [DataRow("4.35")]
    [DataRow("16777217")]
    [DataRow("1.00000000000001")]
    [DataRow("3.3000000000000003")]
    [DataRow("0.30000000000000004")]
    [DataRow("1e-05")]
    [DataRow("1E1")]
    public void Load_Rating_IsReadAsDotNetWould(string text) =>
        Assert.AreEqual(float.Parse(text, CultureInfo.InvariantCulture), Rows($"1\t2\t4\t4\n1\t2\t{text}\t4")[1].Label);

    [TestMethod]
    [DataRow("x")]
    [DataRow(".")]
    [DataRow("1e99")]
    [DataRow("Infinity")]
    public void Load_RatingThatIsNoFiniteNumber_IsRefused(string text) => Assert.Contains(
        $"line 2: found '1\\t2\\t{text}\\t4', with the rating '{text}', which is no finite number",
        Assert.ThrowsExactly<FormatException>(() => Rows($"1\t2\t4\t4\n1\t2\t{text}\t4")).Message);

    [TestMethod]
    [DataRow("")]
    [DataRow("NaN")]
    [DataRow("NULL")]
    public void Load_MissingRating_IsNoRow(string text) => Assert.HasCount(1, Rows($"1\t2\t{text}\t4\n1\t2\t3\t4"));

    [TestMethod]
    public void Load_CultureWithDecimalComma_StillReadsPoints()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NumberGroupSeparator = ".";
            CultureInfo.CurrentCulture = comma;
            Assert.AreEqual(4.5f, Rows(Header + "1,2,4.5,4\n")[0].Label);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [TestMethod]
    [DataRow("1\t2\t3\t4\n1\t2\t3\n", 2, @"'1\t2\t3'", "3 of 4 fields")]
    [DataRow("1\t2\t3\t4\r\n1\t2\t3\t4\r\n1\t2\t3\t4\t5\r\n", 3, @"'1\t2\t3\t4\t5'", "more than 4 fields")]
    [DataRow(Header + "1,2,3,4\nx,2,3,4\n", 3, "'x,2,3,4'", "a user")]
    [DataRow(Header + "2147483648,2,3,4\n", 2, "'2147483648,2,3,4'", "a user")]
    [DataRow("1::2::3::4\n1::::3::4", 2, "'1::::3::4'", "an item")]
    [DataRow("1::2::3::4\n1::2:3::4", 2, "'1::2:3::4'", "3 of 4 fields")]
    [DataRow("1::2::3::4\n1::22222222222::3::4", 2, "'1::22222222222::3::4'", "an item")]
    [DataRow("1\t2\t3\t4\n1\t2\t3\t4x", 2, @"'1\t2\t3\t4x'", "the time")]
    [DataRow("1\t2\t3\t4\n1\t2\t3\t1234567890123456789", 2, @"'1\t2\t3\t1234567890123456789'", "the time")]
    [DataRow("1\t2\t3\t4\n1\t2\t3\t4\r5\n", 2, @"'1\t2\t3\t4\x0D5'", "the time")]
    public void Load_WrongLine_SaysWhichAndWhy(string content, int line, string found, string why)
    {
        var file = _folder.Write("u.data", content);

        var message = Assert.ThrowsExactly<FormatException>(() => _ml.Data.LoadMovieLens(file)).Message;

        Assert.StartsWith($"'{file}', line {line}: found {found}, with {why}", message);
        Assert.Contains("expected user, item, rating and time", message);
    }

    [TestMethod]
    public void Load_LongWrongLine_IsAbbreviated()
    {
        var message = Assert.ThrowsExactly<FormatException>(() => Rows("1\t2\t3\t4\n" + new string('7', 5000))).Message;

        Assert.Contains($"found '{new string('7', 60)}…'", message);
    }

    [TestMethod]
    [DataRow("", "is empty")]
    [DataRow("\n\r\n", "is empty")]
    [DataRow("\uFEFF", "is empty")]
    [DataRow(Header, "contains no ratings")]
    [DataRow("user,item,rating\n1,2,3\n", "found no times; expected seconds")]
    [DataRow("1,2\n", "line 1: found '1,2', expected user, item and rating, separated by a tab")]
    [DataRow("PK\u0003\u0004…", "is no complete zip archive")]
    public void Load_FileWithoutRatings_SaysSo(string content, string expected)
    {
        var file = _folder.Write("u.data", content);

        var message = Assert.ThrowsExactly<FormatException>(() => _ml.Data.LoadMovieLens(file)).Message;

        Assert.StartsWith($"'{file}'", message);
        Assert.Contains(expected, message);
    }

    [TestMethod]
    public void Load_NameOfAnotherFormat_FollowsTheContent()
    {
        var file = _folder.Write("ratings.dat", Header + "1,2,3.5,4\n");

        Assert.AreEqual(3.5f, Rows(_ml.Data.LoadMovieLens(file))[0].Label);
    }

    [TestMethod]
    [DataRow("u.data")]
    [DataRow("ml-1m/ratings.dat")]
    [DataRow("ml-32m/ratings.csv")]
    public void Load_Folder_FindsTheRatingsInItOrOneLevelDown(string name)
    {
        _folder.Write(name, "1\t2\t3\t4\n");
        _folder.Write("deeper/and/deeper/u.data", "9\t9\t9\t9\n");

        AssertRating(Rows(_ml.Data.LoadMovieLens(_folder.Path))[0], 1, 2, 3, 4);
    }

    [TestMethod]
    public void Load_FolderThatHoldsRatings_IgnoresThoseBelow()
    {
        _folder.Write("u.data", "1\t2\t3\t4\n");
        _folder.Write("copy/u.data", "9\t9\t9\t9\n");

        AssertRating(Rows(_ml.Data.LoadMovieLens(_folder.Path))[0], 1, 2, 3, 4);
    }

    [TestMethod]
    public void Load_FolderWithSeveralRatingsFiles_NamesThem()
    {
        var first = _folder.Write("ml-100k/u.data", "1\t2\t3\t4\n");
        var second = _folder.Write("ml-1m/ratings.dat", "1::2::3::4\n");

        var message = Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.LoadMovieLens(_folder.Path)).Message;

        Assert.Contains(first, message);
        Assert.Contains(second, message);
    }

    [TestMethod]
    public void Load_FolderWithoutRatings_SaysWhatWasLookedFor() =>
        Assert.Contains(
            "looked for u.data, ratings.dat, ratings.csv",
            Assert.ThrowsExactly<FileNotFoundException>(() => _ml.Data.LoadMovieLens(_folder.Path)).Message);

    [TestMethod]
    public void Load_MissingFile_IsFileNotFound() =>
        Assert.ThrowsExactly<FileNotFoundException>(() => _ml.Data.LoadMovieLens(Path.Combine(_folder.Path, "absent.csv")));

    [TestMethod]
    public void Load_MissingFolder_IsDirectoryNotFound() =>
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => _ml.Data.LoadMovieLens(Path.Combine(_folder.Path, "absent")));

    [TestMethod]
    public void Load_BlankPath_IsRefused() => Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.LoadMovieLens(" "));

    [TestMethod]
    public void Load_EveryBufferSize_ReadsTheSameRatings()
    {
        var content = string.Concat(Enumerable.Range(1, 60).Select(i =>
            $"{i},{i * i},{i % 10 / 2f},{1L << (i % 37)}{(i % 3 == 0 ? "\r\n" : "\n")}"));
        var file = _folder.Write("ratings.csv", Header + content);
        for (var bufferSize = 32; bufferSize < content.Length + 3; bufferSize++)
        {
            var ratings = Read(file, bufferSize);
            Assert.AreEqual(60, ratings.Count, $"buffer of {bufferSize} bytes");
            for (var i = 1; i <= 60; i++)
            {
                Assert.AreEqual(
                    (i, i * i, i % 10 / 2f, 1L << (i % 37)),
                    (ratings.Users[i - 1], ratings.Items[i - 1], ratings.Label(i - 1), ratings.Timestamp(i - 1)),
                    $"buffer of {bufferSize} bytes, line {i}");
            }
        }
    }

    [TestMethod]
    public void Load_LinesThatGrowShorter_AreAllRead()
    {
        var lines = Enumerable.Range(0, 2000).Select(i =>
            i < 10 ? "1000000000\t1000000000\t3.0000000\t200000000000\n" : "1\t2\t3\t4\n");
        var ratings = Read(_folder.Write("u.data", string.Concat(lines)), bufferSize: 100);

        Assert.AreEqual(2000, ratings.Count);
        Assert.AreEqual((1_000_000_000, 2), (ratings.Users[9], ratings.Items[10]));
    }

    [TestMethod]
    public void Load_LineLongerThanTheBuffer_IsAWrongLine()
    {
        var file = _folder.Write("u.data", "1\t2\t3\t4\n" + new string('1', 100) + "\n");

        Assert.Contains("line 2: found '1111", Assert.ThrowsExactly<FormatException>(() => Read(file, bufferSize: 50)).Message);
    }

    [TestMethod]
    [DataRow(1 << 23, DisplayName = "several threads")]
    [DataRow(1 << 15, DisplayName = "several buffers")]
    public void Load_SeveralWrongLines_ReportsTheFirst(int bufferSize)
    {
        var lines = Enumerable.Range(1, 50_000).Select(i => $"{i}\t2\t3\t4").ToArray();
        foreach (var wrong in (int[])[30_000, 33_333, 49_999])
            lines[wrong - 1] = "oops";
        var file = _folder.Write("u.data", string.Join('\n', lines));

        var message = Assert.ThrowsExactly<FormatException>(() => Read(file, bufferSize)).Message;

        Assert.StartsWith($"'{file}', line 30000: found 'oops'", message);
    }

    [TestMethod]
    public void Load_LongFile_KeepsTheOrderOfLines()
    {
        var file = _folder.Write("u.data", string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i}\t2\t3\t4\n")));

        var rows = Rows(_ml.Data.LoadMovieLens(file));

        Assert.AreSequenceEqual(Enumerable.Range(0, 50_000), rows.Select(row => row.UserId));
    }

    [TestMethod]
    public void Load_Schema_IsThatOfMovieLensRating()
    {
        var data = _ml.Data.LoadMovieLens(_folder.Write("u.data", "1\t2\t3\t4\n"));

        Assert.AreSequenceEqual(
            new (string, DataViewType)[]
            {
                ("UserId", NumberDataViewType.Int32), ("ItemId", NumberDataViewType.Int32),
                ("Label", NumberDataViewType.Single), ("Timestamp", NumberDataViewType.Int64),
            },
            data.Schema.Select(column => (column.Name, column.Type)));
    }

    [TestMethod]
    public void Load_MapValueToKey_NumbersUsersInOrderOfAppearance()
    {
        var data = _ml.Data.LoadMovieLens(_folder.Write("u.data", "7\t2\t3\t4\n5\t2\t3\t4\n7\t1\t3\t4\n"));

        var keyed = _ml.Transforms.Conversion.MapValueToKey("User", "UserId").Fit(data).Transform(data);

        Assert.AreSequenceEqual(new uint[] { 1, 2, 1 }, keyed.GetColumn<uint>("User"));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("ml-100k")]
    public void LoadFold_BothHalves_AreRead(string folder)
    {
        _folder.Write("ml-100k/u1.base", "1\t2\t3\t4\n");
        _folder.Write("ml-100k/u1.test", "5\t6\t2\t8\n9\t6\t2\t8\n");

        var (train, test) = _ml.Data.LoadMovieLensFold(Path.Combine(_folder.Path, folder), "u1");

        Assert.AreEqual((1L, 2L), (train.GetRowCount(), test.GetRowCount()));
        AssertRating(Rows(test)[0], 5, 6, 2, 8);
    }

    [TestMethod]
    public void LoadFold_UnknownFold_NamesTheKnownOnes()
    {
        var exception = Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.LoadMovieLensFold(_folder.Path, "u6"));

        Assert.Contains("no fold 'u6'; expected one of u1, u2, u3, u4, u5, ua, ub", exception.Message);
        Assert.AreEqual("fold", exception.ParamName);
    }

    [TestMethod]
    public void LoadFold_HalfOrAllMissing_NamesWhatIsMissing()
    {
        void Load() => _ml.Data.LoadMovieLensFold(_folder.Path, "u1");

        Assert.Contains("u1.base", Assert.ThrowsExactly<FileNotFoundException>(Load).Message);

        _folder.Write("u1.base", "1\t2\t3\t4\n");
        Assert.Contains("u1.test", Assert.ThrowsExactly<FileNotFoundException>(Load).Message);
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => _ml.Data.LoadMovieLensFold(Path.Combine(_folder.Path, "absent"), "u1"));
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => _ml.Data.LoadMovieLensFold(Path.Combine(_folder.Path, "u1.base"), "u1"));
    }

    [TestMethod]
    [RequiresMovieLens]
    [DataRow("ml-100k", "u.data", '\t', 100_000)]
    [DataRow("ml-latest-small", "ratings.csv", ',', 100_836)]
    public void Load_RealRelease_AgreesWithTheTextLoaderRowByRow(string folder, string name, char separator, int count)
    {
        var ours = Rows(_ml.Data.LoadMovieLens(RequiresMovieLensAttribute.DataPath(folder)));
        TextLoader.Column[] columns =
        [
            new("UserId", DataKind.Int32, 0), new("ItemId", DataKind.Int32, 1),
            new("Label", DataKind.Single, 2), new("Timestamp", DataKind.Int64, 3),
        ];
        var file = RequiresMovieLensAttribute.DataPath(folder, name);
        var theirs = Rows(_ml.Data.LoadFromTextFile(file, columns, separator, hasHeader: separator == ','));

        Assert.HasCount(count, ours);
        Assert.AreSequenceEqual(theirs.Select(Tuple), ours.Select(Tuple));

        static (int, int, float, long) Tuple(MovieLensRating rating) => (rating.UserId, rating.ItemId, rating.Label, rating.Timestamp);
    }

    [TestMethod]
    [RequiresMovieLens]
    [DataRow("u1", 80_000, 20_000)]
    [DataRow("u5", 80_000, 20_000)]
    [DataRow("ua", 90_570, 9_430)]
    [DataRow("ub", 90_570, 9_430)]
    public void LoadFold_RealRelease_SplitsAllRatings(string fold, int trainCount, int testCount)
    {
        var (train, test) = _ml.Data.LoadMovieLensFold(RequiresMovieLensAttribute.DataPath("ml-100k"), fold);

        Assert.HasCount(trainCount, Rows(train));
        Assert.HasCount(testCount, Rows(test));
    }

    private static void AssertRating(MovieLensRating rating, int user, int item, float label, long timestamp) =>
        Assert.AreEqual((user, item, label, timestamp), (rating.UserId, rating.ItemId, rating.Label, rating.Timestamp));

    private static RatingFiles.RatingColumns Read(string file, int bufferSize) =>
        RatingFileReader.Read(file, new() { IsMovieLens = true }, bufferSize).Columns;

    private List<MovieLensRating> Rows(string content) => Rows(_ml.Data.LoadMovieLens(_folder.Write("ratings", content)));

    private List<MovieLensRating> Rows(IDataView data) => [.. _ml.Data.CreateEnumerable<MovieLensRating>(data, reuseRowObject: false)];
}
