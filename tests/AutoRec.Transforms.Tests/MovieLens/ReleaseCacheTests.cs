using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using AutoRec.Datasets;
using AutoRec.Tests.Downloads;

namespace AutoRec.Tests.MovieLens;

[TestClass]
public sealed class ReleaseCacheTests : IDisposable
{
    private const string Wrong = "00000000000000000000000000000000";

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    // A test that waits as long as this has failed.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private static readonly byte[] Zip = TestZip.Of(
        ("ml-test/u.data", "1\t2\t3\t4\n"), ("ml-test/README", Convert.ToHexString(RandomNumberGenerator.GetBytes(20_000))));

    private static readonly string Md5 = Md5Of(Zip);
    private static readonly int Half = Zip.Length / 2;

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _log = [];

    public required TestContext TestContext { get; init; }

    private string ZipFile => Path.Combine(_folder.Path, "ml-test.zip");

    private string Part => $"{ZipFile}.part";

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Get_NewRelease_IsDownloadedAndUnpacked()
    {
        using var server = new LocalServer(request => request.SendFileAsync(Zip));

        var path = Get(server);

        Assert.AreEqual(Path.Combine(_folder.Path, "ml-test"), path);
        Assert.AreEqual("1\t2\t3\t4\n", File.ReadAllText(Path.Combine(path, "u.data")));
        Assert.AreSequenceEqual(["ml-test"], Entries());
    }

    [TestMethod]
    public void Get_NewRelease_ShowsTheTermsThenTheProgress()
    {
        using var server = new LocalServer(request => request.SendFileAsync(Zip));

        Get(server);

        string[] log = [.. _log];
        Assert.Contains("terms of use, which are binding: https://example.org/terms.", log[0]);
        Assert.Contains("https://doi.org/10.1145/2827872", log[0]);
        Assert.AreEqual($"Downloading {server.Address}ml-test.zip to '{_folder.Path}'.", log[1]);
        Assert.AreEqual("ml-test: 0.0 of 0.0 MB", log[^1]);
        Assert.IsLessThanOrEqualTo(12, log.Length);
    }

    [TestMethod]
    public void Get_ReleaseThatIsThere_NeedsNoServer()
    {
        string first;
        using (var server = new LocalServer(request => request.SendFileAsync(Zip)))
            first = Get(server);
        _log.Clear();

        Assert.AreEqual(first, Get(Nobody()));
        Assert.IsEmpty(_log);
    }

    [TestMethod]
    [DataRow(true, DisplayName = "falls silent")]
    [DataRow(false, DisplayName = "ends early")]
    public void Get_AfterAnInterruption_Continues(bool stalls)
    {
        using (var server = new LocalServer(async request =>
        {
            await request.SendPartAsync(Zip, 0, Half);
            if (stalls)
                await request.StallAsync();
        }))
        {
            var message = Assert.ThrowsExactly<IOException>(() => Get(server, patience: stalls ? Short : Long)).Message;
            Assert.Contains(stalls ? "the server sent nothing for 0.2 seconds." : "ended prematurely", message);
            Assert.Contains("The next call continues the download.", message);
        }

        Assert.AreSequenceEqual(Zip[..Half], File.ReadAllBytes(Part));
        using var next = new LocalServer(request => request.SendFileAsync(Zip));
        Get(next);
        Assert.AreSequenceEqual([$"/ml-test.zip from {Half}"], next.Requests);
        Assert.AreSequenceEqual(["ml-test"], Entries());
    }

    [TestMethod]
    public void Get_ServerThatNeverAnswers_SaysSoAndHowToGetTheFileByHand()
    {
        using var server = new LocalServer(request => request.StallAsync());

        var message = Assert.ThrowsExactly<IOException>(() => Get(server, patience: Short)).Message;

        Assert.AreEqual(
            $"Cannot download {server.Address}ml-test.zip: the server sent nothing for 0.2 seconds. To get it by hand, save that address "
            + $"as '{ZipFile}' and call again, or unpack it and pass the path of its folder 'ml-test'.",
            message);
    }

    [TestMethod]
    public void Get_NoServer_SaysHowToGetTheFileByHand()
    {
        var message = Assert.ThrowsExactly<IOException>(() => Get(Nobody())).Message;

        Assert.Contains("refused", message);
        Assert.IsEmpty(Entries());
        Assert.Contains($"To get it by hand, save that address as '{ZipFile}' and call again", message);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Get_ZipPutThereByHand_NeedsNoServer(bool hasKnownChecksum)
    {
        _folder.Write("ml-test.zip", Zip);

        Get(Nobody() with { Md5 = hasKnownChecksum ? Md5 : null });

        Assert.AreSequenceEqual(["ml-test", "ml-test.zip"], Entries(), "The file is the user's.");
    }

    [TestMethod]
    public void Get_WrongZipPutThereByHand_IsRefusedAndKept()
    {
        _folder.Write("ml-test.zip", "no zip");

        var message = Assert.ThrowsExactly<InvalidDataException>(() => Get(Nobody())).Message;

        Assert.AreEqual($"'{ZipFile}' has the MD5 {Md5Of("no zip"u8)}; expected {Md5}. Delete it, then call again.", message);
        Assert.AreEqual("no zip", File.ReadAllText(ZipFile));
    }

    [TestMethod]
    public void Get_ServerWithoutRanges_ReplacesThePart()
    {
        _folder.Write("ml-test.zip.part", Zip[..Half]);
        using var server = new LocalServer(request => request.SendAsync("200 OK", [$"Content-Length: {Zip.Length}"], Zip));

        Get(server);

        Assert.AreSequenceEqual([$"/ml-test.zip from {Half}"], server.Requests);
    }

    [TestMethod]
    public void Get_PartOfAnotherFile_IsDownloadedAgain()
    {
        _folder.Write("ml-test.zip.part", new byte[Half]);
        using var server = new LocalServer(request => request.SendFileAsync(Zip));

        Get(server);

        Assert.AreSequenceEqual([$"/ml-test.zip from {Half}", "/ml-test.zip"], server.Requests);
        Assert.Contains("The continued download has a wrong checksum. Starting again.", _log);
    }

    [TestMethod]
    public void Get_CompletePart_IsUnpacked()
    {
        _folder.Write("ml-test.zip.part", Zip);
        using var server = new LocalServer(request => request.SendFileAsync(Zip));

        Get(server);

        Assert.AreSequenceEqual([$"/ml-test.zip from {Zip.Length}"], server.Requests);
    }

    [TestMethod]
    public void Get_AnswerFromAnotherPlace_IsRefused()
    {
        _folder.Write("ml-test.zip.part", Zip[..Half]);
        using var server = new LocalServer(request => request.SendPartAsync(Zip, Half - 1, Zip.Length));

        Assert.Contains("the server sent another part of the file", Assert.ThrowsExactly<IOException>(() => Get(server)).Message);
        Assert.IsEmpty(Entries()); // So that the next call asks for the whole file.
    }

    [TestMethod]
    public void Get_OtherChecksumThanPublished_IsRefusedAndNothingIsKept()
    {
        using var server = new LocalServer(request => request.SendFileAsync(Zip));

        var message = Assert.ThrowsExactly<InvalidDataException>(() => Get(Release(server.Address) with { Md5 = Wrong })).Message;

        Assert.StartsWith($"{server.Address}ml-test.zip has the MD5 {Md5}; expected {Wrong}. To get it by hand, ", message);
        Assert.IsEmpty(Entries());
    }

    [TestMethod]
    public void Get_TruncatedWithoutALength_IsRefusedAndNothingIsKept()
    {
        using var server = new LocalServer(request => request.SendAsync("200 OK", [], Zip[..Half]));

        Assert.Contains(Md5Of(Zip.AsSpan(0, Half)), Assert.ThrowsExactly<InvalidDataException>(() => Get(server)).Message);
        Assert.IsEmpty(Entries());
    }

    [TestMethod]
    [DataRow("{0}  ml-test.zip\n")]
    [DataRow("MD5 (ml-test.zip) = {0}\n")]
    [DataRow("{1}")]
    public void Get_ChecksumServedBesideTheFile_IsUsed(string text)
    {
        using var server = Serve(string.Format(text, Md5, Md5.ToUpperInvariant()));

        Get(Release(server.Address) with { Md5 = null });

        Assert.AreSequenceEqual(["/ml-test.zip.md5", "/ml-test.zip"], server.Requests);
        Assert.AreSequenceEqual(["ml-test"], Entries());
    }

    [TestMethod]
    public void Get_ChecksumServedBesideTheFileThatIsWrong_IsRefused()
    {
        using var server = Serve(Wrong);

        Assert.Contains(
            $"has the MD5 {Md5}; expected {Wrong}",
            Assert.ThrowsExactly<InvalidDataException>(() => Get(Release(server.Address) with { Md5 = null })).Message);
        Assert.IsEmpty(Entries());
    }

    [TestMethod]
    [DataRow("<html>not found</html>", "holds no MD5; expected 32 hexadecimal digits")]
    [DataRow("{0}", "the server sends more than 1,000 bytes")]
    public void Get_NoChecksumBesideTheFile_IsRefusedBeforeTheFile(string text, string expected)
    {
        using var server = Serve(string.Format(text, new string('g', 1001)));

        Assert.Contains(
            expected, Assert.ThrowsExactly<IOException>(() => Get(Release(server.Address) with { Md5 = null })).Message);
        Assert.AreSequenceEqual(["/ml-test.zip.md5"], server.Requests);
    }

    [TestMethod]
    public void Get_RedirectToAnotherServer_IsRefused()
    {
        using var other = new LocalServer(request => request.SendFileAsync(Zip));
        using var server = new LocalServer(request => request.SendAsync("302 Found", [$"Location: {other.Address}ml-test.zip"]));

        var message = Assert.ThrowsExactly<IOException>(() => Get(server)).Message;

        Assert.Contains($"the server redirects to {other.Address}ml-test.zip, which is another server or protocol.", message);
        Assert.IsEmpty(other.Requests);
    }

    [TestMethod]
    public void Get_RedirectOnTheServer_IsFollowed()
    {
        using var server = new LocalServer(request => request.Path == "/ml-test.zip"
            ? request.SendAsync("301 Moved Permanently", ["Location: /new/ml-test.zip"])
            : request.SendFileAsync(Zip));

        Get(server);

        Assert.AreSequenceEqual(["/ml-test.zip", "/new/ml-test.zip"], server.Requests);
    }

    [TestMethod]
    public void Get_RedirectInACircle_IsRefused()
    {
        using var server = new LocalServer(request => request.SendAsync("302 Found", ["Location: /ml-test.zip"]));

        Assert.Contains("the server redirects more than 5 times", Assert.ThrowsExactly<IOException>(() => Get(server)).Message);
    }

    [TestMethod]
    public void Get_MissingFile_SaysTheStatus()
    {
        using var server = new LocalServer(request => request.SendAsync("404 Not Found", ["Content-Length: 0"]));

        Assert.Contains("the server answered 404 Not Found.", Assert.ThrowsExactly<IOException>(() => Get(server)).Message);
    }

    [TestMethod]
    public void Get_FileWithoutEnd_IsRefused()
    {
        using var server = new LocalServer(async request =>
        {
            await request.SendAsync("200 OK", [], Zip);
            while (true)
                await request.SendAsync("and more", [], Zip);
        });

        Assert.Contains(
            "the server sends more than 100,000 bytes, which is too much for this file",
            Assert.ThrowsExactly<IOException>(() => Get(server)).Message);
        Assert.IsEmpty(Entries());
    }

    [TestMethod]
    public void Get_HostileZip_IsRefusedAndNothingIsUnpacked()
    {
        var zip = TestZip.Of(("ml-test/u.data", "1\t2\t3\t4\n"), ("ml-test/../../evil", "x"));
        using var server = new LocalServer(request => request.SendFileAsync(zip));

        var message = Assert.ThrowsExactly<InvalidDataException>(() => Get(Release(server.Address) with { Md5 = Md5Of(zip) })).Message;

        Assert.AreEqual(
            $"'{Part}' cannot be unpacked: its entry 'ml-test/../../evil' leads elsewhere; expected a path below a folder. "
            + "Delete it, then call again.",
            message);
        Assert.AreSequenceEqual(["ml-test.zip.part"], Entries());
    }

    [TestMethod]
    public void Get_ZipThatExpandsTooMuch_LeavesNothingUnpacked()
    {
        var zip = TestZip.Of(("ml-test/u.data", "1\t2\t3\t4\n"), ("ml-test/zeros", new string('0', 1_000_000)));
        using var server = new LocalServer(request => request.SendFileAsync(zip));

        Assert.Contains(
            "unpacks to more than 100,000 bytes",
            Assert.ThrowsExactly<InvalidDataException>(() => Get(Release(server.Address) with { Md5 = Md5Of(zip) })).Message);
        Assert.AreSequenceEqual(["ml-test.zip.part"], Entries());
    }

    [TestMethod]
    public void Get_AfterADownloadThatWasNotUnpacked_UnpacksItAndKeepsNoArchive()
    {
        _folder.Write("ml-test.unpacking", "in the way of the folder");
        using var server = new LocalServer(request => request.SendFileAsync(Zip));
        Assert.ThrowsExactly<IOException>(() => Get(server));
        Assert.AreSequenceEqual(["ml-test.unpacking", "ml-test.zip.part"], Entries());

        File.Delete(Path.Combine(_folder.Path, "ml-test.unpacking"));
        Get(server);

        Assert.AreSequenceEqual(["/ml-test.zip", $"/ml-test.zip from {Zip.Length}"], server.Requests);
        Assert.AreSequenceEqual(["ml-test"], Entries());
    }

    [TestMethod]
    public void Get_RemainsOfAKilledProcess_AreReplaced()
    {
        _folder.Write("ml-test.unpacking/u.data", "1\t2");
        _folder.Write("ml-test.lock", "");
        _folder.Write("ml-test.zip", Zip);

        Assert.AreEqual("1\t2\t3\t4\n", File.ReadAllText(Path.Combine(Get(Nobody()), "u.data")));
        Assert.AreSequenceEqual(["ml-test", "ml-test.zip"], Entries());
    }

    [TestMethod]
    public async Task Get_TwoAtOnce_DownloadOnce()
    {
        var isWaiting = new TaskCompletionSource();
        using var server = new LocalServer(async request =>
        {
            await isWaiting.Task.WaitAsync(TestContext.CancellationToken);
            await request.SendFileAsync(Zip);
        });
        var release = Release(server.Address);

        var cache = Cache(
            Long,
            line =>
            {
                if (line == "Another process downloads ml-test. Waiting for it.")
                    isWaiting.SetResult();
            },
            TestContext.CancellationToken);

        string Get() => cache.Get(release);
        var paths = await Task.WhenAll(Task.Run(Get, TestContext.CancellationToken), Task.Run(Get, TestContext.CancellationToken));

        Assert.AreEqual(paths[0], paths[1]);
        Assert.AreSequenceEqual(["/ml-test.zip"], server.Requests);
    }

    [TestMethod]
    public void Get_Canceled_EndsAndTheNextCallContinues()
    {
        using var cancellation = new CancellationTokenSource();
        using (var server = new LocalServer(async request =>
        {
            await request.SendPartAsync(Zip, 0, Half);
            await request.StallAsync();
        }))
        {
            var cache = Cache(Long, line => CancelOnProgress(line, cancellation), cancellation.Token);
            Assert.Throws<OperationCanceledException>(() => cache.Get(Release(server.Address)));
        }

        using var next = new LocalServer(request => request.SendFileAsync(Zip));
        Get(next);
        Assert.Contains(" from ", next.Requests.Single());
    }

    [TestMethod]
    public void Get_CanceledWhileWaiting_Ends()
    {
        using var held = new FileStream(Path.Combine(_folder.Path, "ml-test.lock"), FileMode.Create, FileAccess.Write, FileShare.None);
        using var cancellation = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => Cache(Long, _ => cancellation.Cancel(), cancellation.Token).Get(Nobody()));
    }

    [TestMethod]
    public void Get_FolderThatIsAFile_NamesTheVariable()
    {
        var file = _folder.Write("cache", "");

        var cache = new ReleaseCache(file, Short, _log.Enqueue, TestContext.CancellationToken);

        var message = Assert.ThrowsExactly<IOException>(() => cache.Get(Nobody())).Message;
        Assert.StartsWith($"Cannot write ml-test to '{file}': ", message);
        Assert.EndsWith("Pass another folder, or name it in the variable AUTOREC_CACHE.", message);
    }

    [TestMethod]
    [DataRow("cache", "cache")]
    [DataRow("", null)]
    public void FolderOfUser_EnvironmentVariable_NamesIt(string value, string? expected)
    {
        var before = Environment.GetEnvironmentVariable(ReleaseCache.Variable);
        try
        {
            Environment.SetEnvironmentVariable(ReleaseCache.Variable, value);
            var local = Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "AutoRec",
                "MovieLens");
            Assert.AreEqual(expected ?? local, ReleaseCache.FolderOfUser());
        }
        finally
        {
            Environment.SetEnvironmentVariable(ReleaseCache.Variable, before);
        }
    }

    private static void CancelOnProgress(string line, CancellationTokenSource cancellation)
    {
        if (line.EndsWith(" MB", StringComparison.Ordinal))
            cancellation.Cancel();
    }

    /// <summary>A release on a port where no server listens.</summary>
    private static ReleaseZip Nobody()
    {
        using var server = new LocalServer(request => request.StallAsync());
        return Release(server.Address);
    }

    private static ReleaseZip Release(Uri server) =>
        new("ml-test", "ml-test", new(server, "ml-test.zip"), new("https://example.org/terms"), Md5, MaxBytes: 100_000);

    [SuppressMessage("Security", "CA5351", Justification = "The published checksums are MD5s.")]
    private static string Md5Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));

    private static LocalServer Serve(string md5) => new(request => request.SendFileAsync(
        request.Path.EndsWith(".md5", StringComparison.Ordinal) ? Encoding.ASCII.GetBytes(md5) : Zip));

    private ReleaseCache Cache(TimeSpan patience, Action<string> log, CancellationToken cancellationToken) =>
        new(_folder.Path, patience, log, cancellationToken);

    private string Get(LocalServer server, TimeSpan? patience = null) => Get(Release(server.Address), patience);

    private string Get(ReleaseZip release, TimeSpan? patience = null) =>
        Cache(patience ?? Long, _log.Enqueue, TestContext.CancellationToken).Get(release);

    private IEnumerable<string> Entries() =>
        Directory.EnumerateFileSystemEntries(_folder.Path).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
}
