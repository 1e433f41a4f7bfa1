using System.IO.Compression;
using System.Text;
using AutoRec.Tests.MovieLens;
using Microsoft.ML;

namespace AutoRec.Tests.Loading;

/// <summary>A compressed file is read whole, or refused.</summary>
[TestClass]
public sealed class CompressedRatingsTests : IDisposable
{
    private static readonly byte[] Content =
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"u{i % 99},i{i % 77},{i * i % 5}\n")));

    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(1)]
    [DataRow(5)]
    [DataRow(8)]
    [DataRow(9)]
    [DataRow(100)]
    [DataRow(3000)]
    public void Load_GzipThatBreaksOff_IsRefused(int missing) => AssertDamaged(Gzip(Content)[..^missing]);

    [TestMethod]
    [DataRow(8, DisplayName = "checksum")]
    [DataRow(4, DisplayName = "length")]
    public void Load_GzipWithAWrongTrailer_IsRefused(int fromEnd)
    {
        var gzip = Gzip(Content);
        gzip[^fromEnd] ^= 1;

        AssertDamaged(gzip);
    }

    [TestMethod]
    public void Load_GzipOfTwoParts_ReadsBoth() =>
        Assert.AreEqual(10_000, Load("two.csv.gz", [.. Gzip(Content), .. Gzip(Content)]).GetRowCount());

    [TestMethod]
    public void Load_GzipWhoseSecondPartBreaksOff_IsRefused() => AssertDamaged([.. Gzip(Content), .. Gzip(Content)[..^1000]]);

    [TestMethod]
    public void Load_GzipOfEveryLength_IsComplete()
    {
        // .NET reads 8192 bytes at a time, which may end within the mark or between file and mark.
        var random = new Random(1);
        for (var length = 8130; length < 8200; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            var rows = Enumerable.Range(0, length / 60).Select(line => $"{line},{Convert.ToHexString(bytes, line * 60, 60)},1");
            string[] lines = ["1,2,3", .. rows];
            var content = Encoding.ASCII.GetBytes(string.Join('\n', lines));
            Assert.AreEqual(lines.Length, Load("any.gz", Gzip(content)).GetRowCount());
        }
    }

    [TestMethod]
    public void Load_ZipWithAWrongByte_IsRefused()
    {
        var zip = Zip(("ratings.csv", CompressionLevel.NoCompression));
        zip[2000] ^= 1;

        Assert.Contains("'ratings.csv' in '", Assert.ThrowsExactly<FormatException>(() => Load("wrong.zip", zip)).Message);
    }

    [TestMethod]
    public void Load_ZipOfMacOS_SkipsTheFilesOfFinder()
    {
        var zip = Zip(
            ("my.csv", CompressionLevel.Fastest), ("__MACOSX/._my.csv", CompressionLevel.Fastest), (".DS_Store", CompressionLevel.Fastest));

        Assert.AreEqual(5000, Load("mac.zip", zip).GetRowCount());
    }

    private static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }

    private static byte[] Zip(params (string Name, CompressionLevel Level)[] files)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, level) in files)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(Content);
            }
        }

        return packed.ToArray();
    }

    private IDataView Load(string name, byte[] bytes) => _ml.Data.LoadRatings(_folder.Write(name, bytes));

    private void AssertDamaged(byte[] gzip)
    {
        var message = Assert.ThrowsExactly<FormatException>(() => Load("broken.csv.gz", gzip)).Message;
        Assert.Contains("broken.csv.gz' is no complete gzip file", message);
    }
}
