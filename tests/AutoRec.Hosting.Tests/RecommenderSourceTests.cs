using System.Collections.Concurrent;
using AutoRec.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AutoRec.Hosting.Tests;

[TestClass]
public sealed class RecommenderSourceTests
{
    private readonly ConcurrentQueue<string> _log = [];
    private string _folder = "";

    public required TestContext TestContext { get; init; }

    private string ModelFile => Path.Combine(_folder, "model.zip");

    [TestInitialize]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("autorec-hosting-").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task Start_ModelFile_LoadsItBeforeTheApplicationRuns()
    {
        File.WriteAllBytes(ModelFile, ModelFiles.SeedOne);
        using var host = await StartAsync();
        var current = SourceOf(host).Current;
        Assert.AreEqual(1, current.Card!.Seed);
        Assert.AreEqual(ModelFile, current.File);
        Assert.HasCount(3, current.Recommender.Recommend(SmallRatings.UserId(0), count: 3));
    }

    [TestMethod]
    public async Task Start_MissingFile_IsAnErrorThatNamesIt()
    {
        var error = await Assert.ThrowsExactlyAsync<FileNotFoundException>(() => StartAsync());
        Assert.Contains(ModelFile, error.Message);
    }

    [TestMethod]
    public async Task Start_NoModelFile_IsAnErrorThatNamesTheOption()
    {
        var error = await Assert.ThrowsAsync<Exception>(() => StartAsync(options => options.ModelFile = ""));
        Assert.Contains("ModelFile is empty", error.Message);
    }

    [TestMethod]
    public async Task Start_DamagedFile_IsAnErrorThatNamesIt()
    {
        File.WriteAllBytes(ModelFile, ModelFiles.SeedOne[..^100]);
        var error = await Assert.ThrowsExactlyAsync<InvalidDataException>(() => StartAsync());
        Assert.Contains(ModelFile, error.Message);
    }

    [TestMethod]
    public async Task Start_WaitForFile_LoadsItWhenItAppears()
    {
        using var host = await StartAsync(options => (options.WaitForFile, options.ReloadWhenChanged) = (true, false));
        var source = SourceOf(host);
        Assert.IsFalse(source.IsLoaded);
        Assert.Contains(ModelFile, Assert.ThrowsExactly<InvalidOperationException>(() => source.Current).Message);
        File.WriteAllBytes(ModelFile, ModelFiles.SeedOne);
        await WaitUntilAsync(() => source.IsLoaded);
        Assert.AreEqual(1, source.Current.Card!.Seed);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Replace_ByRenameOrInPlace_BecomesCurrentWithoutAnErrorOfAReader(bool byRename)
    {
        File.WriteAllBytes(ModelFile, ModelFiles.SeedOne);
        using var host = await StartAsync();
        var source = SourceOf(host);
        var changes = new ConcurrentQueue<int>();
        source.Changed += (_, loaded) => changes.Enqueue(loaded.Card!.Seed);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => Read(source, stop.Token))).ToArray();

        foreach (var (model, seed) in new[] { (ModelFiles.SeedTwo, 2), (ModelFiles.SeedOne, 1) })
        {
            await ReplaceAsync(model, byRename);
            await WaitUntilAsync(() => source.Current.Card!.Seed == seed);
        }

        await stop.CancelAsync();
        Assert.IsTrue((await Task.WhenAll(readers)).All(count => count > 0));
        Assert.AreSequenceEqual([2, 1], changes);
    }

    [TestMethod]
    public async Task Replace_DamagedFile_KeepsTheModelUntilAGoodOneComes()
    {
        File.WriteAllBytes(ModelFile, ModelFiles.SeedOne);
        using var host = await StartAsync();
        var source = SourceOf(host);
        var before = source.Current;
        var damaged = ModelFiles.SeedTwo.ToArray();
        damaged.AsSpan(damaged.Length / 2, 64).Clear();
        File.WriteAllBytes(ModelFile, damaged);
        await WaitUntilAsync(() => _log.Any(line => line.Contains("The earlier model stays.")));
        Assert.AreSame(before, source.Current);
        await Assert.ThrowsExactlyAsync<InvalidDataException>(() => source.ReloadAsync(TestContext.CancellationToken));
        Assert.AreSame(before, source.Current);

        File.WriteAllBytes(ModelFile, ModelFiles.SeedTwo);
        await WaitUntilAsync(() => source.Current.Card!.Seed == 2);
    }

    [TestMethod]
    public async Task Replace_HandlerThrows_LoadsTheModelAndTellsTheHandlersFailure()
    {
        File.WriteAllBytes(ModelFile, ModelFiles.SeedOne);
        using var host = await StartAsync();
        var source = SourceOf(host);
        source.Changed += (_, _) => throw new InvalidOperationException("of the handler");

        File.WriteAllBytes(ModelFile, ModelFiles.SeedTwo);

        await WaitUntilAsync(() => _log.Any(line => line.Contains("a handler of the event Changed failed")));
        Assert.AreEqual(2, source.Current.Card!.Seed);
        Assert.DoesNotContain(line => line.Contains("is not loaded"), _log);
        var error = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => source.ReloadAsync(TestContext.CancellationToken));
        Assert.AreEqual("of the handler", error.Message);
    }

    [TestMethod]
    public async Task Delete_ModelFile_KeepsTheModel()
    {
        File.WriteAllBytes(ModelFile, ModelFiles.SeedOne);
        using var host = await StartAsync();
        File.Delete(ModelFile);
        await Assert.ThrowsExactlyAsync<FileNotFoundException>(() => SourceOf(host).ReloadAsync(TestContext.CancellationToken));
        Assert.AreEqual(1, SourceOf(host).Current.Card!.Seed);
    }

    [TestMethod]
    public async Task Stop_Host_DisposesTheTimer()
    {
        File.WriteAllBytes(ModelFile, ModelFiles.SeedOne);
        var clock = new CountingClock();
        using var host = await StartAsync(clock: clock);
        await WaitUntilAsync(() => clock.RunningTimers == 1);
        await host.StopAsync(TestContext.CancellationToken);
        Assert.AreEqual(0, clock.RunningTimers);
    }

    private async Task<IHost> StartAsync(Action<RecommenderOptions<string, int>>? configure = null, TimeProvider? clock = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.AddProvider(new ListLoggerProvider(_log));
        if (clock is not null)
            builder.Services.AddSingleton(clock);
        builder.Services.AddAutoRecRecommender<string, int>(options =>
        {
            (options.ModelFile, options.PollInterval) = (ModelFile, TimeSpan.FromMilliseconds(20));
            configure?.Invoke(options);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync(TestContext.CancellationToken);
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    private static RecommenderSource<string, int> SourceOf(IHost host) =>
        host.Services.GetRequiredService<RecommenderSource<string, int>>();

    /// <summary>Recommends until it is stopped, and returns how often.</summary>
    private static int Read(RecommenderSource<string, int> source, CancellationToken stop)
    {
        var count = 0;
        for (; !stop.IsCancellationRequested; count++)
            Assert.HasCount(5, source.Current.Recommender.Recommend([(SmallRatings.ItemId(count % 20), 5f)], count: 5));
        return count;
    }

    private async Task ReplaceAsync(byte[] model, bool byRename)
    {
        if (byRename)
        {
            await File.WriteAllBytesAsync(ModelFile + ".new", model, TestContext.CancellationToken);
            File.Move(ModelFile + ".new", ModelFile, overwrite: true);
            return;
        }

        // In two parts, so that a look in between finds half a file.
        await using var stream = new FileStream(ModelFile, FileMode.Create, FileAccess.Write, FileShare.Read);
        await stream.WriteAsync(model.AsMemory(..(model.Length / 2)), TestContext.CancellationToken);
        await stream.FlushAsync(TestContext.CancellationToken);
        await Task.Delay(100, TestContext.CancellationToken);
        await stream.WriteAsync(model.AsMemory((model.Length / 2)..), TestContext.CancellationToken);
    }

    private async Task WaitUntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!condition())
            await Task.Delay(10, patience.Token);
    }
}
