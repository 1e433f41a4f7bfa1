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

    public required TestContext TestContext { get; init; }

    public void Dispose() => _temporary.Dispose();

    [TestMethod]
    public void OpenOrWrite_EmptyCache_WritesTheFileForItsOwnerOnly()
    {
        var path = Write();

        Assert.AreEqual(FilePath, path);
        Assert.AreSequenceEqual(Content, File.ReadAllBytes(path));
        Assert.AreEqual(OwnerOnly, File.GetUnixFileMode(CacheDirectory));
        Assert.AreEqual(OwnerOnly, File.GetUnixFileMode(path));
    }

    [TestMethod]
    public void OpenOrWrite_FileIsThere_LeavesItAlone()
    {
        var written = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Write(), written);

        Write();

        Assert.AreEqual(written, File.GetLastWriteTimeUtc(FilePath));
    }

    [TestMethod]
    public void OpenOrWrite_FileIsTruncated_WritesItAgain()
    {
        Directory.CreateDirectory(CacheDirectory);
        File.WriteAllBytes(FilePath, Content[..1000]);

        Write();

        Assert.AreSequenceEqual(Content, File.ReadAllBytes(FilePath));
    }

    [TestMethod]
    public void OpenOrWrite_FileHasTheRightSizeAndAWrongByte_WritesItAgain()
    {
        Directory.CreateDirectory(CacheDirectory);
        File.WriteAllBytes(FilePath, [.. Content[..^1], (byte)~Content[^1]]);

        Write();

        Assert.AreSequenceEqual(Content, File.ReadAllBytes(FilePath));
    }

    [TestMethod]
    public void OpenOrWrite_FolderOpenToOthers_ClosesIt()
    {
        Directory.CreateDirectory(CacheDirectory, OwnerOnly | UnixFileMode.GroupWrite | UnixFileMode.OtherRead);

        Write();

        Assert.AreEqual(OwnerOnly, File.GetUnixFileMode(CacheDirectory));
    }

    [TestMethod]
    public void OpenOrWrite_ManyAtOnce_AllGetTheWholeFileAndNothingElseIsLeft()
    {
        Parallel.For(0, 32, _ =>
        {
            var path = Write();
            Assert.AreSequenceEqual(Content, File.ReadAllBytes(path));
        });

        Assert.AreSequenceEqual(new[] { FilePath }, Directory.GetFiles(CacheDirectory));
    }

    [TestMethod]
    public void OpenOrWrite_NoFileCanBeThere_LeavesNoTemporaryFile()
    {
        Directory.CreateDirectory(FilePath);

        Assert.Throws<SystemException>(() => Write());

        Assert.IsEmpty(Directory.GetFiles(CacheDirectory));
    }

    [TestMethod]
    public void OpenOrWrite_FileIsReplacedAfterwards_TheOpenFileKeepsTheComparedContent()
    {
        using var file = new PrivateCache(CacheDirectory).OpenOrWrite("copy.so", Content);
        File.WriteAllBytes(FilePath + ".new", [1, 2, 3]);
        File.Move(FilePath + ".new", FilePath, overwrite: true);

        Assert.AreSequenceEqual(Content, File.ReadAllBytes(FileOwner.PathOf(file.SafeFileHandle)));
    }

    [TestMethod]
    public void OpenOrWrite_FileThatOthersCanWrite_IsReplaced()
    {
        File.SetUnixFileMode(Write(), OwnerOnly | UnixFileMode.OtherWrite);
        using var other = new FileStream(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

        using var file = new PrivateCache(CacheDirectory).OpenOrWrite("copy.so", Content);
        other.WriteByte(1); // It has the old file.

        Assert.AreEqual(OwnerOnly, File.GetUnixFileMode(FilePath));
        Assert.AreSequenceEqual(Content, File.ReadAllBytes(FileOwner.PathOf(file.SafeFileHandle)));
    }

    [TestMethod]
    public void OpenOrWrite_FolderIsALink_IsRefused()
    {
        var target = Directory.CreateDirectory(Path.Combine(_temporary.Path, "target")).FullName;
        Directory.CreateDirectory(Path.GetDirectoryName(CacheDirectory)!);
        Directory.CreateSymbolicLink(CacheDirectory, target);

        Assert.Contains($"'{CacheDirectory}' is a link", Assert.ThrowsExactly<UnauthorizedAccessException>(() => Write()).Message);
        Assert.IsEmpty(Directory.GetFiles(target));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void OpenOrWrite_ParentThatOthersCanChange_IsRefused(bool behindALink)
    {
        var open = Directory.CreateDirectory(Path.Combine(_temporary.Path, "open")).FullName;
        File.SetUnixFileMode(open, OwnerOnly | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
        var home = Directory.CreateDirectory(Path.Combine(open, "home"), OwnerOnly).FullName;
        if (behindALink)
            home = Directory.CreateSymbolicLink(Path.Combine(_temporary.Path, "link"), home).FullName;

        var error = Assert.ThrowsExactly<UnauthorizedAccessException>(
            () => new PrivateCache(Path.Combine(home, "autorec-mlnet")).OpenOrWrite("copy.so", Content));

        Assert.Contains($"'{open}' can be changed by other users", error.Message);
        Assert.Contains("XDG_CACHE_HOME", error.Message);
    }

    [TestMethod]
    public void OpenOrWrite_ParentLikeTmp_IsAccepted()
    {
        var open = Directory.CreateDirectory(Path.Combine(_temporary.Path, "tmp")).FullName;
        File.SetUnixFileMode(open, OwnerOnly | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.StickyBit);

        using var file = new PrivateCache(Path.Combine(open, "mine")).OpenOrWrite("copy.so", Content);
        Assert.AreEqual(Content.Length, file.Length);
    }

    [TestMethod]
    [DataRow(true, DisplayName = "the folder")]
    [DataRow(false, DisplayName = "its parent")]
    public async Task OpenOrWrite_FolderOfAnotherUser_IsRefused(bool isFolder)
    {
        if (Environment.UserName != "root")
            Assert.Inconclusive("Only root can give a folder to another user.");
        Directory.CreateDirectory(CacheDirectory, OwnerOnly);
        var given = isFolder ? CacheDirectory : Path.GetDirectoryName(CacheDirectory)!;
        using (var chown = System.Diagnostics.Process.Start("chown", ["12345", given]))
            await chown.WaitForExitAsync(TestContext.CancellationToken);

        Assert.Contains($"'{given}' belongs to user 12345", Assert.ThrowsExactly<UnauthorizedAccessException>(() => Write()).Message);
    }

    [TestMethod]
    public void OpenOrWrite_LeftoversOfKilledProcesses_AreDeletedIfOld()
    {
        Write();
        var (old, recent) = (FilePath + ".1.tmp", FilePath + ".2.tmp");
        File.WriteAllText(old, "");
        File.WriteAllText(recent, "");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));
        File.WriteAllText(FilePath, "damaged");

        Write();

        Assert.IsFalse(File.Exists(old));
        Assert.IsTrue(File.Exists(recent));
    }

    [TestMethod]
    [DataRow("/var/cache/me", "/home/me", "/var/cache/me/autorec-mlnet")]
    [DataRow("relative", "/home/me", "/home/me/.cache/autorec-mlnet")]
    [DataRow("", "/home/me", "/home/me/.cache/autorec-mlnet")]
    [DataRow(null, "/home/me", "/home/me/.cache/autorec-mlnet")]
    [DataRow(null, "", null)]
    public void DirectoryFor_FollowsTheXdgRules(string? cacheHome, string home, string? expected) =>
        Assert.AreEqual(expected, PrivateCache.DirectoryFor(cacheHome, home));

    private string Write()
    {
        using var file = new PrivateCache(CacheDirectory).OpenOrWrite("copy.so", Content);
        return file.Name;
    }
}
