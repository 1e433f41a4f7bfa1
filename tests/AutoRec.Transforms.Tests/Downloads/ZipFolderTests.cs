using AutoRec.Downloads;
using AutoRec.Tests.MovieLens;

namespace AutoRec.Tests.Downloads;

[TestClass]
public sealed class ZipFolderTests : IDisposable
{
    private const int MaxBytes = 100_000;

    private readonly TemporaryFolder _folder = new();

    private string Target => Path.Combine(_folder.Path, "target", "ml");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Unpack_Folder_WritesItsFilesAndNoOthers()
    {
        Unpack(TestZip.Of(
            ("ml/", ""), ("ml/u.data", "1"), ("ml/more/u.item", "2"), ("__MACOSX/ml/._u.data", "3"), ("ml2/u.data", "4"), ("README", "5")));

        Assert.AreSequenceEqual(["more/u.item", "u.data"], FilesOf(Target));
        Assert.AreEqual("1", File.ReadAllText(Path.Combine(Target, "u.data")));
        Assert.AreSequenceEqual(["ml.zip", "target/ml/more/u.item", "target/ml/u.data"], FilesOf(_folder.Path));
    }

    [TestMethod]
    [DataRow("../evil")]
    [DataRow("ml/../../evil")]
    [DataRow("ml/more/../evil")]
    [DataRow("/evil")]
    [DataRow("ml//evil")]
    [DataRow("ml/./evil")]
    [DataRow("C:/evil")]
    [DataRow("ml/C:evil")]
    [DataRow(@"C:\evil")]
    [DataRow(@"..\evil")]
    [DataRow(@"ml/..\..\evil")]
    [DataRow(@"\\host\share\evil")]
    [DataRow("ml/evil:stream")]
    [DataRow("ml/evil\0.txt")]
    public void Unpack_PathThatLeadsElsewhere_IsRefusedBeforeAnythingIsWritten(string name)
    {
        var message = AssertRefused(TestZip.Of(("ml/u.data", "1"), (name, "2")));

        Assert.Contains(name.Replace("\0", @"\x00", StringComparison.Ordinal), message);
        Assert.Contains("leads elsewhere", message);
    }

    [TestMethod]
    public void Unpack_Link_IsRefused() => Assert.AreEqual(
        "its entry 'ml/u.item' is a link or a special file; expected ordinary files",
        AssertRefused(TestZip.Of([("ml/u.data", "1", 0), ("ml/u.item", "/etc/passwd", TestZip.Link)])));

    [TestMethod]
    public void Unpack_MoreBytesThanAllowed_StopsAtThem()
    {
        var half = new string('0', MaxBytes * 2 / 3);

        var message = AssertRefused(TestZip.Of(("ml/a", half), ("ml/b", half)), leavesFirst: true);

        Assert.AreEqual("with its entry 'ml/b' it unpacks to more than 100,000 bytes, which is too much", message);
        Assert.IsLessThanOrEqualTo(MaxBytes, Directory.EnumerateFiles(Target).Sum(file => new FileInfo(file).Length));
    }

    [TestMethod]
    public void Unpack_AsManyBytesAsAllowed_WritesThem()
    {
        Unpack(TestZip.Of(("ml/a", new string('0', MaxBytes))));

        Assert.AreEqual(MaxBytes, new FileInfo(Path.Combine(Target, "a")).Length);
    }

    [TestMethod]
    public void Unpack_TooManyEntries_IsRefused() => Assert.AreEqual(
        "it has 1001 entries; expected at most 1000",
        AssertRefused(TestZip.Of([.. Enumerable.Range(0, 1001).Select(i => ($"ml/{i}", ""))])));

    [TestMethod]
    public void Unpack_EntryTwice_IsRefused() => Assert.AreEqual(
        "it has its entry 'ml/U.DATA' twice", AssertRefused(TestZip.Of(("ml/u.data", "1"), ("ml/U.DATA", "2")), leavesFirst: true));

    [TestMethod]
    public void Unpack_ArchiveWithoutTheFolder_IsRefused() =>
        Assert.AreEqual("it has no files in a folder 'ml'", AssertRefused(TestZip.Of(("ml/", ""), ("ml2/u.data", "1"))));

    [TestMethod]
    public void Unpack_NoArchive_IsRefused() => AssertRefused([1, 2, 3]);

    private static IEnumerable<string> FilesOf(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal);

    private void Unpack(byte[] zip) => ZipFolder.Unpack(_folder.Write("ml.zip", zip), "ml", Target, MaxBytes);

    /// <summary>Asserts that the archive is refused and nothing is written, and returns the message.</summary>
    private string AssertRefused(byte[] zip, bool leavesFirst = false)
    {
        var message = Assert.ThrowsExactly<InvalidDataException>(() => Unpack(zip)).Message;
        if (!leavesFirst)
            Assert.AreSequenceEqual(["ml.zip"], FilesOf(_folder.Path));
        return message;
    }
}
