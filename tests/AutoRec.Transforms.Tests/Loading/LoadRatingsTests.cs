using System.Globalization;
using System.IO.Compression;
using System.Text;
using AutoRec.RatingFiles;
using AutoRec.Saving;
using AutoRec.Tests.MovieLens;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests.Loading;

[TestClass]
public sealed class LoadRatingsTests : IDisposable
{
    private async Task<string> MakePipe()
    {
        var pipe = Path.Combine(_folder.Path, "pipe");
        using var make = System.Diagnostics.Process.Start("mkfifo", pipe);
        await make.WaitForExitAsync(TestContext.CancellationToken);
        return pipe;
    }

    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new();

    public required TestContext TestContext { get; init; }

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("1\t2\t3.5\n4\t5\t1\n", DisplayName = "tabs")]
    [DataRow("1,2,3.5\n4,5,1\n", DisplayName = "commas")]
    [DataRow("1::2::3.5\n4::5::1\n", DisplayName = "double colons")]
    [DataRow("1|2|3.5\n4|5|1\n", DisplayName = "bars")]
    [DataRow("1 2 3.5\n4 5 1\n", DisplayName = "spaces")]
    [DataRow("1;2;3,5\n4;5;1\n", DisplayName = "semicolons and decimal commas")]
    [DataRow("\"1\",\"2\",\"3.5\"\n\"4\",\"5\",\"1\"\n", DisplayName = "quoted")]
    [DataRow(" 1, 2, 3.5 \n 4, 5, 1 \n", DisplayName = "spaces around")]
    [DataRow("userId,movieId,rating\n1,2,3.5\n4,5,1\n", DisplayName = "header")]
    [DataRow("\"User-ID\";\"ISBN\";\"Book-Rating\"\r\n\"1\";\"2\";\"3.5\"\r\n\"4\";\"5\";\"1\"\r\n", DisplayName = "quoted header")]
    [DataRow("rating,asin,reviewerID\n3.5,2,1\n1,5,4\n", DisplayName = "another order")]
    [DataRow(",user_id,book_id,rating\n0,1,2,3.5\n1,4,5,1\n", DisplayName = "an index column")]
    [DataRow("user_id,book_id,title,rating\n1,2,\"A, \"\"quoted\"\" title\",3.5\n4,5,B,1\n", DisplayName = "another column, quoted")]
    [DataRow("Nutzer,Artikel,Bewertung\n1,2,3.5\n4,5,1\n", DisplayName = "unknown words")]
    [DataRow("\n1,2,3.5\n\n4,5,1\n\n", DisplayName = "blank lines")]
    public void Load_EveryFormat_ReadsTheSameRatings(string content)
    {
        var rows = Read<MovieLensRating>(content);

        Assert.AreSequenceEqual(
            new[] { (1, 2, 3.5f), (4, 5, 1f) }, rows.Select(row => (row.UserId, row.ItemId, row.Label)));
    }

    [TestMethod]
    [DataRow("978300000\n978300037")]
    [DataRow("978300000000\n978300037999")]
    [DataRow("978300000.0\n978300037.5")]
    [DataRow("2000-12-31 22:00:00\n2000-12-31 22:00:37")]
    [DataRow("2000-12-31T22:00:00Z\n2001-01-01T00:00:37+02:00")]
    public void Load_Times_AreSecondsOfUtc(string times)
    {
        var content = string.Join('\n', times.Split('\n').Select((time, i) => $"{i},{i},3,{time}"));

        Assert.AreSequenceEqual([978300000L, 978300037L], Read<MovieLensRating>(content).Select(row => row.Timestamp));
    }

    [TestMethod]
    public void Load_Dates_AreMidnightOfUtc() =>
        Assert.AreEqual(1114041600, Read<MovieLensRating>("user,item,rating,date\n1,2,3,2005-04-21\n")[0].Timestamp);

    [TestMethod]
    [DataRow("user,item,rating,date\n1,2,3,21.04.2005\n", DisplayName = "times of an unknown form")]
    [DataRow("user,item,rating\n1,2,3\n", DisplayName = "no times")]
    [DataRow("1,2,3,of the fourth\n", DisplayName = "text in the fourth column")]
    public void Load_NoTimes_HasNoTimestampColumn(string content) =>
        Assert.IsNull(Load(content).Schema.GetColumnOrNull("Timestamp"));

    [TestMethod]
    [DataRow("007")]
    [DataRow("+7")]
    [DataRow("12345678901234567")]
    [DataRow("3f2504e0-4f89-11d3-9a0c-0305e82c3301")]
    [DataRow("034540016X")]
    [DataRow("Café")]
    [DataRow("a:b")]
    public void Load_IdThatIsNoPlainNumber_MakesTextOfAllAndKeepsEach(string id)
    {
        var rows = Read<TextRating>($"42\t-3\t5\n{id}\t{id}\t4\n0\t42\t3\n");

        Assert.AreSequenceEqual(new[] { "42", id, "0" }, rows.Select(row => row.UserId));
        Assert.AreSequenceEqual(new[] { "-3", id, "42" }, rows.Select(row => row.ItemId));
    }

    [TestMethod]
    public void Load_NumbersOnly_AreInt32() =>
        Assert.AreSequenceEqual([0, -3, int.MaxValue], Read<MovieLensRating>("0,1,5\n-3,1,5\n2147483647,1,5\n").Select(row => row.UserId));

    [TestMethod]
    public void Load_TextIds_MakesTextOfNumbers() =>
        Assert.AreEqual("7", Read<TextRating>("7,8,5\n", new() { TextIds = true })[0].UserId);

    [TestMethod]
    [DataRow(64, DisplayName = "small buffers")]
    [DataRow(1 << 23, DisplayName = "one buffer, several threads")]
    public void Load_TextAfterManyNumbers_IsTheSameForEveryBufferSize(int bufferSize)
    {
        string[] ids = [.. Enumerable.Range(0, 20_000).Select(i => i == 15_000 ? "x15000" : $"{i % 777}")];
        var file = _folder.Write("many.csv", string.Concat(ids.Select((id, i) => $"{id},{i % 50},{i % 5}\n")));

        var columns = RatingFileReader.Read(file, new(), bufferSize).Columns;
        var texts = columns.Users.Texts()!;

        Assert.AreSequenceEqual(ids, Enumerable.Range(0, columns.Count).Select(row => texts[columns.Users[row]]));
        Assert.AreEqual("49", columns.Items.Texts()![columns.Items[49]]);
    }

    [TestMethod]
    public void Load_MissingValues_AreSkippedCountedAndNeverZero()
    {
        var log = new List<string>();
        _ml.Log += (_, e) => log.Add(e.Message);

        var rows = Read<TextRating>("user,item,rating\na,b,\na,b,NA\na,b,NaN\n\"\",b,4\na,,4\na,b,5\n");

        Assert.AreEqual(5f, rows.Single().Label);
        Assert.Contains("1 ratings, utf-8, comma-separated, with a header; users in 'user'", string.Join('\n', log));
        Assert.Contains("Skipped 3 lines without a rating. Skipped 2 lines without a user or an item.", string.Join('\n', log));
    }

    [TestMethod]
    public void Load_NotRated_IsSkipped() =>
        Assert.AreSequenceEqual([5f, 1f], Read<TextRating>("a,b,0\na,c,5\nb,b,0.0\nb,c,1\n", new() { NotRated = 0 }).Select(r => r.Label));

    [TestMethod]
    [DataRow("-0.5")]
    [DataRow("3.3000000000000003")]
    [DataRow("0.30000000000000004")]
    [DataRow("1e-05")]
    [DataRow("-4.66")]
    [DataRow("+3")]
    [DataRow("3.")]
    public void Load_Rating_IsTheNumberOfFloatParse(string text) =>
        Assert.AreEqual(float.Parse(text, CultureInfo.InvariantCulture), Read<MovieLensRating>($"1\t2\t{text}\n")[0].Label);

    [TestMethod]
    public void Load_Options_OverruleWhatIsDetected()
    {
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        var options = new RatingFileOptions
        {
            UserColumn = "critic",
            ItemColumn = "2",
            RatingColumn = "SCORE",
            TimeColumn = "",
            Separator = "/",
            Culture = comma,
        };

        var view = Load("user/critic/movie/product/score/date\n1/2/3/4/4,5/978300000\n", options);
        var row = _ml.Data.CreateEnumerable<MovieLensRating>(view, false, ignoreMissingColumns: true).Single();

        Assert.AreEqual((2, 3, 4.5f), (row.UserId, row.ItemId, row.Label));
        Assert.IsNull(view.Schema.GetColumnOrNull("Timestamp"));
    }

    [TestMethod]
    public void Load_HasHeaderFalse_ReadsTheFirstLineToo() =>
        Assert.HasCount(2, Read<TextRating>("user,item,NA\na,b,3\nc,d,4\n", new() { HasHeader = false }));

    [TestMethod]
    public void Load_AllowQuotingFalse_KeepsQuotes() =>
        Assert.AreEqual("\"a", Read<TextRating>("\"a,b,3\n", new() { AllowQuoting = false })[0].UserId);

    [TestMethod]
    public void Load_EveryEncoding_ReadsTheSameText()
    {
        const string Content = "Über-Nutzer,Artikel,rating\nCafé,Ærø,3\n";
        var lines = new List<string>();
        _ml.Log += (_, line) => lines.Add(line.RawMessage);
        foreach (var (name, bytes) in (IEnumerable<(string, byte[])>)
            [
                ("utf-8", Encoding.UTF8.GetBytes(Content)),
                ("utf-8", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Content)]),
                ("utf-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Content)]),
                ("utf-16", Encoding.Unicode.GetBytes(Content)),
                ("utf-16BE", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Content)]),
                ("windows-1252", Encoding.Latin1.GetBytes(Content)),
            ])
        {
            lines.Clear();
            var file = _folder.Write("encoded.csv", bytes);
            var options = new RatingFileOptions { UserColumn = "Über-Nutzer", ItemColumn = "Artikel" };
            var row = _ml.Data.CreateEnumerable<TextRating>(_ml.Data.LoadRatings(file, options), false).Single();
            Assert.AreEqual(("Café", "Ærø", 3f), (row.UserId, row.ItemId, row.Label));
            Assert.IsTrue(lines.Exists(line => line.Contains($" {name},", StringComparison.Ordinal)), string.Join('\n', lines));
        }
    }

    [TestMethod]
    [DataRow("7,8,4")]
    [DataRow("7,8,4\r")]
    [DataRow("u,i,r\n7,8,4")]
    [DataRow("\n7,8,4")]
    public void Load_OneLineWithoutALineFeed_IsRead(string content)
    {
        var row = Read<MovieLensRating>(content)[0];
        Assert.AreEqual((7, 8, 4f), (row.UserId, row.ItemId, row.Label));
    }

    [TestMethod]
    public void Load_AllColumnsSetByName_GuessesNoTime()
    {
        var reviews = Load(
            "reviewerID,asin,overall,helpful\nA1,B1,5,3\nA2,B1,4,7\n",
            new() { UserColumn = "reviewerID", ItemColumn = "asin", RatingColumn = "overall" });
        Assert.AreSequenceEqual(new[] { "UserId", "ItemId", "Label" }, reviews.Schema.Select(column => column.Name));
    }

    [TestMethod]
    public void Load_NoNumberAfterBlankLines_NamesTheLine() =>
        Assert.Contains("line 4:", Refusal(() => Load("\nuser,item,rating\n\na,b,good\n")));

    [TestMethod]
    [DataRow("1;2;3\n1;3;4,5x\n", "set Culture")]
    [DataRow("1\t2\t3\t978300000\n1\t3\t4\tnever\n", "set TimeColumn to \"\"")]
    [DataRow("a,\"b\n,3\nc\",d,4\ne,f,5\ng,h,4\n", "ReadMultilines")]
    public void Load_MalformedLine_NamesTheRemedy(string content, string remedy) =>
        Assert.Contains(remedy, Refusal(() => Load(content)));

    [TestMethod]
    public void Load_SetEncoding_IsUsed()
    {
        var file = _folder.Write("latin.csv", Encoding.Latin1.GetBytes("Ã©,b,3\n")); // As UTF-8, these bytes are é.

        var view = _ml.Data.LoadRatings(file, new() { Encoding = Encoding.Latin1 });

        Assert.AreEqual("Ã©", view.GetColumn<string>("UserId").Single());
    }

    [TestMethod]
    public void Load_Compressed_ReadsTheSameRatings()
    {
        var content = string.Concat(Enumerable.Range(0, 5000).Select(i => $"u{i % 99},i{i % 77},{i % 5}\n"));
        var plain = _folder.Write("plain.csv", content);
        var gzip = Path.Combine(_folder.Path, "ratings.csv.gz");
        using (var stream = new GZipStream(File.Create(gzip), CompressionLevel.Fastest))
            stream.Write(Encoding.UTF8.GetBytes(content));
        var zip = Path.Combine(_folder.Path, "ratings.zip");
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            archive.CreateEntryFromFile(plain, "release/ratings.csv");
            archive.CreateEntryFromFile(plain, "release/movies.csv");
        }

        var expected = RatingsOf(plain);
        Assert.HasCount(5000, expected);
        Assert.AreSequenceEqual(expected, RatingsOf(gzip));
        Assert.AreSequenceEqual(expected, RatingsOf(zip));
    }

    [TestMethod]
    public void Load_ZipWithSeveralFiles_NamesThem()
    {
        var zip = Path.Combine(_folder.Path, "two.zip");
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            archive.CreateEntryFromFile(_folder.Write("a.csv", "1,2,3\n"), "a.csv");
            archive.CreateEntryFromFile(_folder.Write("b.csv", "1,2,3\n"), "b.csv");
        }

        Assert.Contains("has 2 files: a.csv, b.csv; expected one file", Refusal(() => _ml.Data.LoadRatings(zip)));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)] // It has no pipes among its files.
    public async Task Load_Pipe_IsReadAsAStream()
    {
        var pipe = await MakePipe();
        var content = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i},{i % 9},{i % 5}\n"));
        var writing = Task.Run(() => File.WriteAllText(pipe, content), TestContext.CancellationToken); // Opening waits for the reader.
        var view = await Task.Run(() => _ml.Data.LoadRatings(pipe), TestContext.CancellationToken);
        await writing;

        Assert.AreEqual(50_000, view.GetRowCount());
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Load_PipeWithAZipArchive_SaysToUnpackIt()
    {
        var pipe = await MakePipe();
        var writing = Task.Run(() => File.WriteAllBytes(pipe, [.. "PK\u0003\u0004"u8, 0, 0]), TestContext.CancellationToken);
        var refusal = Refusal(() => _ml.Data.LoadRatings(pipe));
        await writing;
        Assert.StartsWith($"'{pipe}' is a pipe with a zip archive", refusal);
        Assert.Contains("Unpack it", refusal);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Open_PipeWithoutAWriter_SaysSoAndLeavesNoThread()
    {
        var pipe = await MakePipe();
        var error = Assert.ThrowsExactly<IOException>(() => InputFile.Open(pipe, TimeSpan.FromMilliseconds(200)));
        Assert.StartsWith($"'{pipe}' is a pipe that no program has opened to write within 0.2 s.", error.Message);

        // The waiting reader is gone, so a new one gets what a new writer writes.
        var writing = Task.Run(() => File.WriteAllText(pipe, "1,2,3\n4,5,1\n"), TestContext.CancellationToken);
        var read = await Task.Run(() => _ml.Data.LoadRatings(pipe).GetRowCount(), TestContext.CancellationToken);
        await writing;
        Assert.AreEqual(2, read);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow("/dev/zero")]
    [DataRow("/dev/urandom")]
    public void Load_DeviceWithoutEnd_IsRefusedAtOnce(string device) =>
        Assert.Contains($"'{device}' has a byte of value 0", Refusal(() => _ml.Data.LoadRatings(device)));

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)] // Its files are sparse without a further call.
    [DataRow("")]
    [DataRow("1,2,3\n4,5,1\n")]
    public void Load_SparseFileOf20GB_IsRefusedWithoutReservingMemoryForIt(string start)
    {
        var file = _folder.Write("sparse.csv", start + string.Concat(Enumerable.Repeat("1,2,3\n", start.Length > 0 ? 50_000 : 0)));
        using (var stream = new FileStream(file, FileMode.Open))
            stream.SetLength(20L << 30);
        var before = GC.GetTotalAllocatedBytes();
        var expected = start.Length > 0 ? "line 50003: found" : "has a byte of value 0 at position 0";
        Assert.Contains(expected, Refusal(() => _ml.Data.LoadRatings(file)));
        Assert.IsLessThan(100 << 20, GC.GetTotalAllocatedBytes() - before);
    }

    [TestMethod]
    [DataRow("", "is empty")]
    [DataRow("user,item,rating\n", "contains no ratings below its header")]
    [DataRow("1:\n1488003,1,2005-09-08\n1488004,1,2005-09-24\n", "line 2: found '2005-09-08' as the rating, in column 2; expected")]
    [DataRow("a,b\nc,d\n", "line 1: found 'a,b', expected user, item and rating")]
    [DataRow("user,thing,rating\n1,2,3\n", "found no column of the item in the header user, thing, rating. Set ItemColumn")]
    [DataRow("1,2,3\n1,2,x\n", "line 2: found '1,2,x', with the rating 'x', which is no finite number (for another decimal separator, ")]
    [DataRow("1,2,3\n1,2\n1,2,3\n", "line 2: found '1,2', with 2 of 3 fields")]
    [DataRow("1,2,3\n1,2,3,4\n1,2,3\n", "line 2: found '1,2,3,4', with more than 3 fields")]
    [DataRow("1,2,3\n\"1,2,3\n1,2,3\n", "line 2: found '\"1,2,3', with a quoted field without an end")]
    [DataRow("1,2,NA\n", "contains no ratings: 1 lines have no rating")]
    [DataRow("user,item,rating,time\n1,2,3,978300000\n1,2,3,x\n", "line 3: found '1,2,3,x', with the time 'x', which is no number")]
    public void Load_WhatCannotBeRead_IsRefusedWithAReason(string content, string expected)
    {
        var file = _folder.Write("wrong.csv", content);

        var message = Refusal(() => _ml.Data.LoadRatings(file));

        Assert.StartsWith($"'{file}'", message);
        Assert.Contains(expected, message);
    }

    [TestMethod]
    public void Load_UnknownColumn_NamesTheColumns() => Assert.Contains(
        "has no column 'rank'; expected one of user, item, rating, or a position from 0 to 2",
        Refusal(() => Load("user,item,rating\n1,2,3\n", new() { RatingColumn = "rank" })));

    [TestMethod]
    public void Load_ColumnSetTwice_IsRefused() => Assert.Contains(
        "column '0' is both user and item",
        Refusal(() => Load("1,2,3\n", new() { UserColumn = "0", ItemColumn = "0" })));

    [TestMethod]
    public void Load_SetTimeColumnWithoutTimes_IsRefused() => Assert.Contains(
        "found the time 'x'; expected seconds or milliseconds", Refusal(() => Load("1,2,3,x\n", new() { TimeColumn = "3" })));

    [TestMethod]
    public void Load_Folder_PointsToLoadMovieLens() => Assert.Contains(
        "is a folder", Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.LoadRatings(_folder.Path)).Message);

    [TestMethod]
    public void Load_MissingFile_IsFileNotFound() =>
        Assert.ThrowsExactly<FileNotFoundException>(() => _ml.Data.LoadRatings(Path.Combine(_folder.Path, "absent.csv")));

    [TestMethod]
    public void RowClasses_LoadFromTextFile_HaveColumns()
    {
        var file = _folder.Write("rows.tsv", "1\t2\t3\t4\n");

        Assert.AreEqual(3f, _ml.Data.LoadFromTextFile<MovieLensRating>(file).GetColumn<float>("Label").Single());
        Assert.AreEqual("2", _ml.Data.LoadFromTextFile<TextRating>(file).GetColumn<string>("ItemId").Single());
    }

    [TestMethod]
    [RequiresMovieLens("movietweetings-train/ratings.tsv")]
    public void Load_RealRatingsWithLeadingZeros_AgreesWithTheTextLoader()
    {
        var file = RequiresMovieLensAttribute.DataPath("movietweetings-train", "ratings.tsv");
        var theirs = _ml.Data.LoadFromTextFile<TextRating>(file);

        Assert.AreSequenceEqual(
            _ml.Data.CreateEnumerable<TextRating>(theirs, false).Select(row => (row.UserId, row.ItemId, row.Label)),
            _ml.Data.CreateEnumerable<TextRating>(_ml.Data.LoadRatings(file, new() { TextIds = true }), false)
                .Select(row => (row.UserId, row.ItemId, row.Label)));
    }

    private static string Refusal(Action load) => Assert.ThrowsExactly<FormatException>(load).Message;

    private List<(string, string, float)> RatingsOf(string file) =>
        [.. _ml.Data.CreateEnumerable<TextRating>(_ml.Data.LoadRatings(file), false).Select(row => (row.UserId, row.ItemId, row.Label))];

    private IDataView Load(string content, RatingFileOptions? options = null) =>
        _ml.Data.LoadRatings(_folder.Write("ratings.txt", content), options);

    private List<T> Read<T>(string content, RatingFileOptions? options = null)
        where T : class, new() =>
        [.. _ml.Data.CreateEnumerable<T>(Load(content, options), reuseRowObject: false, ignoreMissingColumns: true)];
}
