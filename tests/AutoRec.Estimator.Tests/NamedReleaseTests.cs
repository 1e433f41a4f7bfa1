namespace AutoRec.Tests;

/// <summary>Runs examples/MovieLens as a process, with the name of a release. No test reaches the real server.</summary>
[TestClass]
public sealed class NamedReleaseTests : IDisposable
{
    private const string Train = "--data ml-100k --epochs 1 --hidden 4 --json train.json";

    private readonly ExampleFolder _folder = new("MovieLens");

    public required TestContext TestContext { get; init; }

    private (string, string) Cache => ("AUTOREC_CACHE", _folder.PathOf("cache"));

    // Port 1 has no server, so this is a machine without a network.
    private static (string, string)[] NoNetwork => [("https_proxy", "http://127.0.0.1:1"), ("no_proxy", "")];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Train_ReleaseThatIsDownloaded_IsRead()
    {
        WriteRelease("cache/ml-100k");

        var run = _folder.Run(Train, [Cache, .. NoNetwork]);

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual("", run.Error);
        Assert.AreEqual("ml-100k", _folder.ReadJson("train.json").GetProperty("dataset").GetString());
        Assert.Contains("(1999)", run.Output);
    }

    [TestMethod]
    public void Train_FolderOfThatName_ComesFirst()
    {
        WriteRelease("ml-100k");

        Assert.AreEqual(0, _folder.Run(Train, [Cache, .. NoNetwork]).ExitCode);
        Assert.IsFalse(Directory.Exists(_folder.PathOf("cache")));
    }

    [TestMethod]
    public void Train_NoNetwork_SaysHowToGetTheFileByHand()
    {
        var run = _folder.Run($"{Train} --quiet", [Cache, .. NoNetwork]);

        Assert.AreEqual(1, run.ExitCode);
        Assert.AreEqual("", run.Output);
        var lines = run.Error.TrimEnd().Split('\n');
        Assert.HasCount(3, lines);
        Assert.Contains("https://files.grouplens.org/datasets/movielens/ml-100k-README.txt", lines[0]);
        Assert.StartsWith("Error: Cannot download https://files.grouplens.org/datasets/movielens/ml-100k.zip: ", lines[2]);
        Assert.Contains($"save that address as '{_folder.PathOf("cache/ml-100k.zip")}' and call again", lines[2]);
        Assert.AreSequenceEqual([_folder.PathOf("cache")], Directory.GetFileSystemEntries(_folder.Path));
    }

    [TestMethod]
    public async Task Train_ReleaseThatAnotherProcessDownloads_IsAwaited()
    {
        Directory.CreateDirectory(_folder.PathOf("cache"));
        var held = new FileStream(_folder.PathOf("cache/ml-100k.lock"), FileMode.Create, FileAccess.Write, FileShare.None);
        using var process = _folder.Start(Train, [Cache, .. NoNetwork]);
        using (held)
        {
            var line = await process.StandardError.ReadLineAsync(TestContext.CancellationToken);
            Assert.AreEqual("Another process downloads ml-100k. Waiting for it.", line);
            WriteRelease("cache/ml-100k");
        }

        await process.StandardOutput.ReadToEndAsync(TestContext.CancellationToken);
        await process.WaitForExitAsync(TestContext.CancellationToken);

        Assert.AreEqual(0, process.ExitCode);
    }

    [TestMethod]
    [DataRow("--data ml-32m --user-column 1", "--user-column is for a file of your own ratings")]
    [DataRow("--data ml-32m --train a --test b", "--data excludes --train and --test")]
    [DataRow("--data ml-33m", "and no release of this name; expected a path, or one of ml-100k, ml-1m,")]
    public void Train_WrongInput_IsRefusedBeforeADownload(string arguments, string message) => _folder.AssertRefused(arguments, message);

    private void WriteRelease(string folder)
    {
        Directory.CreateDirectory(_folder.PathOf(folder));
        using var ratings = File.CreateText(_folder.PathOf($"{folder}/u.data"));
        Examples.RatingGenerator.Generate(60, 90, 1500, seed: 1).Write(ratings);
        File.WriteAllLines(_folder.PathOf($"{folder}/u.item"), Enumerable.Range(1, 90).Select(item => $"{item}|Title {item} (1999)"));
    }
}
