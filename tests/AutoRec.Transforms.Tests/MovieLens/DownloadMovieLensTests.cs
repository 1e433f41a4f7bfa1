using AutoRec.Datasets;
using Microsoft.ML;

namespace AutoRec.Tests.MovieLens;

/// <summary>The catalog's methods; <see cref="ReleaseCacheTests"/> tests the download itself.</summary>
[TestClass]
public sealed class DownloadMovieLensTests : IDisposable
{
    private readonly DataOperationsCatalog _data = new MLContext().Data;
    private readonly TemporaryFolder _folder = new();

    public required TestContext TestContext { get; init; }

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(MovieLensRelease.Ml100K, "ml-100k")]
    [DataRow(MovieLensRelease.Ml10M, "ml-10M100K")]
    [DataRow(MovieLensRelease.MlLatestSmall, "ml-latest-small")]
    public void Load_ReleaseUnpackedByHand_IsRead(MovieLensRelease release, string name)
    {
        _folder.Write($"{name}/ratings.dat", "1::2::3::4\n");
        _folder.Write($"{name}/movies.dat", "2::A Title (1999)::Drama\n");

        Assert.AreEqual(1, _data.LoadMovieLens(release, _folder.Path, TestContext.CancellationToken).GetRowCount());
        var folder = _data.DownloadMovieLens(release, _folder.Path, TestContext.CancellationToken);
        Assert.AreEqual("A Title (1999)", _data.LoadMovieLensTitles(folder)[2]);
    }

    [TestMethod]
    public void Download_UnknownRelease_NamesTheKnownOnes() => Assert.Contains(
        "expected one of Ml100K, Ml1M, Ml10M, Ml20M, Ml25M, Ml32M, MlLatestSmall.",
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Download((MovieLensRelease)7, _folder.Path)).Message);

    [TestMethod]
    public void Download_BlankFolder_IsRefused() =>
        Assert.ThrowsExactly<ArgumentException>(() => Download(MovieLensRelease.Ml100K, " "));

    [TestMethod]
    public void Releases_HaveAddressesOnHttpsAndChecksumsThatMoveOnlyWithTheLatest()
    {
        foreach (var release in Enum.GetValues<MovieLensRelease>())
        {
            var zip = ReleaseZip.Of(release);
            Assert.AreEqual($"https://files.grouplens.org/datasets/movielens/{zip.Name}.zip", zip.Address.AbsoluteUri);
            Assert.StartsWith($"https://files.grouplens.org/datasets/movielens/{zip.Name}-README.", zip.Terms.AbsoluteUri);
            Assert.AreEqual(zip.Name.Replace("-", "", StringComparison.Ordinal), release.ToString(), ignoreCase: true);
            Assert.AreEqual(release == MovieLensRelease.MlLatestSmall, zip.Md5 is null);
            Assert.IsTrue(zip.Md5 is null or { Length: 32 });
        }
    }

    private string Download(MovieLensRelease release, string folder) =>
        _data.DownloadMovieLens(release, folder, TestContext.CancellationToken);
}
