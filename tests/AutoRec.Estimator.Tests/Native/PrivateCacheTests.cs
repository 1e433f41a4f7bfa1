using System.Runtime.Versioning;

namespace AutoRec.Engines.Torch.Native.Tests;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
[SupportedOSPlatform("linux")]
public sealed class PrivateCacheTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31))];

    private readonly TemporaryDirectory _temporary = new();

    private string CacheDirectory => Path.Combine(_temporary.Path, "cache", "autorec");

    private string FilePath => Path.Combine(CacheDirectory, "copy.so");

    public void Dispose() => _temporary.Dispose();

    [TestMethod]
    public void GetOrWrite_EmptyCache_WritesTheFileForItsOwnerOnly()
    {
        var path = new PrivateCache(CacheDirectory).GetOrWrite("copy.so", Content);

        Assert.AreEqual(FilePath, path);
        Assert.AreSequenceEqual(Content, File.ReadAllBytes(path));
        Assert.AreEqual(OwnerOnly, File.GetUnixFileMode(CacheDirectory));
        Assert.AreEqual(OwnerOnly, File.GetUnixFileMode(path));
    }

    [TestMethod]
    public void GetOrWrite_FileIsThere_LeavesItAlone()
    {
        var cache = new PrivateCache(CacheDirectory);
        var written = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(cache.GetOrWrite("copy.so", Content), written);

        cache.GetOrWrite("copy.so", Content);

        Assert.AreEqual(written, File.GetLastWriteTimeUtc(FilePath));
    }

    [TestMethod]
    public void GetOrWrite_FileIsTruncated_WritesItAgain()
    {
        Directory.CreateDirectory(CacheDirectory);
        File.WriteAllBytes(FilePath, Content[..1000]);

        new PrivateCache(CacheDirectory).GetOrWrite("copy.so", Content);

        Assert.AreSequenceEqual(Content, File.ReadAllBytes(FilePath));
    }

    [TestMethod]
    public void GetOrWrite_FileHasTheRightSizeAndAWrongByte_WritesItAgain()
    {
        Directory.CreateDirectory(CacheDirectory);
        File.WriteAllBytes(FilePath, [.. Content[..^1], (byte)~Content[^1]]);

        new PrivateCache(CacheDirectory).GetOrWrite("copy.so", Content);

        Assert.AreSequenceEqual(Content, File.ReadAllBytes(FilePath));
    }

    [TestMethod]
    public void GetOrWrite_FolderOpenToOthers_ClosesIt()
    {
        Directory.CreateDirectory(CacheDirectory, OwnerOnly | UnixFileMode.GroupWrite | UnixFileMode.OtherRead);

        new PrivateCache(CacheDirectory).GetOrWrite("copy.so", Content);

        Assert.AreEqual(OwnerOnly, File.GetUnixFileMode(CacheDirectory));
    }

    [TestMethod]
    public void GetOrWrite_ManyAtOnce_AllGetTheWholeFileAndNothingElseIsLeft()
    {
        Parallel.For(0, 32, _ =>
        {
            var path = new PrivateCache(CacheDirectory).GetOrWrite("copy.so", Content);
            Assert.AreSequenceEqual(Content, File.ReadAllBytes(path));
        });

        Assert.AreSequenceEqual(new[] { FilePath }, Directory.GetFiles(CacheDirectory));
    }

    [TestMethod]
    public void GetOrWrite_NoFileCanBeThere_LeavesNoTemporaryFile()
    {
        Directory.CreateDirectory(FilePath);

        Assert.Throws<SystemException>(() => new PrivateCache(CacheDirectory).GetOrWrite("copy.so", Content));

        Assert.IsEmpty(Directory.GetFiles(CacheDirectory));
    }

    [TestMethod]
    [DataRow("/var/cache/me", "/home/me", "/var/cache/me/autorec-mlnet")]
    [DataRow("relative", "/home/me", "/home/me/.cache/autorec-mlnet")]
    [DataRow("", "/home/me", "/home/me/.cache/autorec-mlnet")]
    [DataRow(null, "/home/me", "/home/me/.cache/autorec-mlnet")]
    [DataRow(null, "", null)]
    public void DirectoryFor_FollowsTheXdgRules(string? cacheHome, string home, string? expected) =>
        Assert.AreEqual(expected, PrivateCache.DirectoryFor(cacheHome, home));
}
