using System.Globalization;
using System.Text;
using AutoRec.Tests.MovieLens;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace AutoRec.Tests.Loading;

/// <summary>Files that could be read in several ways: LoadRatings takes the likely ratings, warns or refuses.</summary>
[TestClass]
public sealed class RatingDetectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new();
    private readonly List<(ChannelMessageKind Kind, string Text)> _log = [];

    public RatingDetectionTests() => _ml.Log += (_, line) => _log.Add((line.Kind, line.RawMessage));

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("?")]
    [DataRow("-")]
    [DataRow("None")]
    [DataRow("NA")]
    [DataRow("null")]
    [DataRow("NaN")]
    public void Load_IdLikeNoValue_IsAnId(string id)
    {
        var rows = Read<TextRating>($"user,item,rating\n{id},\"{id}\",4\na,b,3\n");

        Assert.AreEqual((id, id, 4f), (rows[0].UserId, rows[0].ItemId, rows[0].Label));
    }

    [TestMethod]
    [DataRow("\" \"")]
    [DataRow("\"\"")]
    [DataRow("#N/A")]
    [DataRow("NA")]
    [DataRow("?")]
    public void Load_RatingLikeNoValue_IsSkipped(string rating)
    {
        Assert.HasCount(1, Read<TextRating>($"user,item,rating\na,b,{rating}\na,b,3\n"));
        Assert.Contains("Skipped 1 lines without a rating", AllOf(ChannelMessageKind.Info));
    }

    [TestMethod]
    public void Load_DatesOfDigits_AreDates()
    {
        Assert.AreSequenceEqual(
            [1577923200L, 1582934400L],
            Read<MovieLensRating>("user,item,rating,date\n1,2,3,20200102\n1,3,4,20200229\n").Select(row => row.Timestamp));
        Assert.Contains("times in 'date' (yyyyMMdd)", AllOf(ChannelMessageKind.Info));
    }

    [TestMethod]
    [DataRow("20200230")]
    [DataRow("0")]
    public void Load_NoDateAmongDatesOfDigits_IsRefused(string date) => Assert.Contains(
        $"line 3: found '1,3,4,{date}', with the time '{date}', which is no date of eight digits as in the first lines",
        Refusal($"user,item,rating,date\n1,2,3,20200102\n1,3,4,{date}\n1,4,4,20200103\n"));

    [TestMethod]
    [DataRow("978300000")]
    [DataRow("978300000.5")]
    public void Load_SecondsAmongMilliseconds_AreRefused(string seconds) => Assert.Contains(
        $"line 3: found '1,3,4,{seconds}', with the time '{seconds}', which is no number of milliseconds as in the first lines",
        Refusal($"user,item,rating,time\n1,2,3,978300000000\n1,3,4,{seconds}\n1,4,4,978300000001\n"));

    [TestMethod]
    [DataRow("rating_timestamp")]
    [DataRow("review_timestamp")]
    [DataRow("event_time")]
    [DataRow("Review Date")]
    [DataRow("clickTime")]
    [DataRow("created_date")]
    public void Load_NameOfATime_IsFound(string name) =>
        Assert.AreEqual(978300000, Read<MovieLensRating>($"user,item,genre,rating,{name}\n1,2,x,3,978300000\n")[0].Timestamp);

    [TestMethod]
    [DataRow("user,item,rating,date\n1,2,3,12/31/2019\n", "no times (not read: 'date' has '12/31/2019', expected seconds")]
    [DataRow("1,2,3,31.12.2019\n", "no times (not read: column 3 has '31.12.2019', expected seconds")]
    [DataRow("1,12,3,5\n1,13,4,6\n", "no times (not read: column 3 has '5', expected seconds")]
    [DataRow("user,item,rating,date\n1,2,3,2005\n1,3,4,2006\n", "no times (not read: 'date' has '2005', expected seconds")]
    [DataRow("user,item,rating,time\n1,2,3,20200230\n1,3,4,20200231\n", "no times (not read: 'time' has '20200230', expected seconds")]
    [DataRow("1,2,3,Drama 1\n", "no times; user ids")]
    public void Load_TimesThatAreNotRead_AreInTheLog(string content, string expected)
    {
        Assert.IsNull(Load(content).Schema.GetColumnOrNull("Timestamp"));
        Assert.Contains(expected, AllOf(ChannelMessageKind.Info));
    }

    [TestMethod]
    public void Load_SmallNumbersInAColumnThatIsSet_AreSeconds() => Assert.AreSequenceEqual(
        [5L, 7L],
        Read<MovieLensRating>("user,item,rating,time\n1,2,3,5\n1,3,4,7\n", new() { TimeColumn = "time" }).Select(row => row.Timestamp));

    [TestMethod]
    [DataRow(",Nutzer,Artikel,Bewertung,Zeit\n0,7,8,3,978300000\n1,7,9,4,978300001\n")]
    [DataRow("Unnamed: 0,Nutzer,Artikel,Bewertung,Zeit\n0,7,8,3,978300000\n1,7,9,4,978300001\n")]
    [DataRow("\"\",\"Nutzer\",\"Artikel\",\"Bewertung\",\"Zeit\"\n\"1\",7,8,3,978300000\n\"2\",7,9,4,978300001\n")]
    public void Load_FirstColumnWithoutAName_IsAnIndex(string content)
    {
        var rows = Read<MovieLensRating>(content);

        Assert.AreSequenceEqual(
            [(7, 8, 3f, 978300000L), (7, 9, 4f, 978300001L)], rows.Select(row => (row.UserId, row.ItemId, row.Label, row.Timestamp)));
    }

    [TestMethod]
    public void Load_UsersNumberedByTheLines_GivesAWarning()
    {
        Load("0,7,8,3\n1,7,9,4\n2,6,9,4\n");
        Assert.Contains("in column 0, are consecutive numbers. If these number the lines", AllOf(ChannelMessageKind.Warning));

        _log.Clear();
        Load("0,7,8,3\n0,7,9,4\n1,6,9,4\n");
        Assert.AreEqual("", AllOf(ChannelMessageKind.Warning));
    }

    [TestMethod]
    public void Load_RatingsThatLookLikeTimes_AreRefused() => Assert.Contains(
        "found '978300000' as the rating, in column 2, which looks like a time. Set RatingColumn",
        Refusal("1,2,978300000,4\n1,3,978300001,5\n"));

    [TestMethod]
    public void Load_HeaderWithoutAUser_IsNotSplitAtTheSpacesOfDates() => Assert.Contains(
        "found no column of the user in the header who, what, score, on. Set UserColumn",
        Refusal("who,what,score,on\nann,b1,4,Apr 5 2011\nben,b1,5,Apr 6 2011\n"));

    [TestMethod]
    public void Load_ColumnsAlignedBySpaces_AreSplit()
    {
        var rows = Read<MovieLensRating>("user  item  rating\n   1    22     3.5\n  10     2     4  \n");

        Assert.AreSequenceEqual([(1, 22, 3.5f), (10, 2, 4f)], rows.Select(row => (row.UserId, row.ItemId, row.Label)));
    }

    [TestMethod]
    public void Load_MalformedLine_ShowsARightLineAsItIsInTheFile() => Assert.Contains(
        "as in '\"u1\";\"a;b\";\"3\"'", Refusal("\"user\";\"item\";\"rating\"\n\"u1\";\"a;b\";\"3\"\n\"u2\";\"c\"\n\"u3\";\"d\";\"4\"\n"));

    [TestMethod]
    [DataRow("3,5", "4.5")]
    [DataRow("3.5", "4,5")]
    public void Load_DecimalCommaAndPoint_NamesTheFirstOtherOne(string first, string other) =>
        Assert.Contains($"line 3: found '1;3;{other}'", Refusal($"user;item;rating\n1;2;{first}\n1;3;{other}\n"));

    [TestMethod]
    [DataRow("1.000,5", 1000.5f)]
    [DataRow("1.234.567", 1234567f)]
    [DataRow("-1.000", -1000f)]
    [DataRow("4,5", 4.5f)]
    public void Load_ThousandsOfACulture_AreRead(string text, float rating) =>
        Assert.AreEqual(rating, Read<MovieLensRating>($"1;2;{text}\n", German)[0].Label);

    [TestMethod]
    [DataRow("4.5")]
    [DataRow("1.0000")]
    [DataRow("12.34,5")]
    public void Load_SeparatorThatSeparatesNoThousands_IsRefused(string text) =>
        Assert.Contains($"'{text}'", Refusal($"1;2;3\n1;3;{text}\n", German));

    [TestMethod]
    public void Load_OneByteOfAnotherEncoding_KeepsTheOtherIdsAndWarns()
    {
        var content = (byte[])[.. "Zoë,Ærø,4\nBj"u8, 0xF6, .. "rn,b,3\n"u8, 0x80, .. ",b,5\nBj"u8, 0xF6, .. "rn,c,3\n"u8];

        var rows = _ml.Data.CreateEnumerable<TextRating>(_ml.Data.LoadRatings(_folder.Write("mixed.csv", content)), false).ToList();

        Assert.AreSequenceEqual(new[] { "Zoë", "Björn", "€", "Björn" }, rows.Select(row => row.UserId));
        Assert.Contains("3 lines of '", AllOf(ChannelMessageKind.Warning));
        Assert.Contains("They were read as Windows-1252.", AllOf(ChannelMessageKind.Warning));
        Assert.Contains(" utf-8,", AllOf(ChannelMessageKind.Info));
    }

    // Systems without ICU do not have the culture de-DE.
    private static RatingFileOptions German => new()
    {
        Culture = new("") { NumberFormat = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } },
    };

    private string AllOf(ChannelMessageKind kind) => string.Join('\n', _log.Where(line => line.Kind == kind).Select(line => line.Text));

    private string Refusal(string content, RatingFileOptions? options = null) =>
        Assert.ThrowsExactly<FormatException>(() => Load(content, options)).Message;

    private IDataView Load(string content, RatingFileOptions? options = null) =>
        _ml.Data.LoadRatings(_folder.Write("ratings.txt", Encoding.UTF8.GetBytes(content)), options);

    private List<T> Read<T>(string content, RatingFileOptions? options = null)
        where T : class, new() =>
        [.. _ml.Data.CreateEnumerable<T>(Load(content, options), reuseRowObject: false, ignoreMissingColumns: true)];
}
