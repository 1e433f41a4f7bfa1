using System.Collections.Concurrent;
using System.Net;

namespace AutoRec.Tests;

[TestClass]
public sealed class SqliteCrashTests : CrashTests
{
    private protected override Dictionary<string, string?> NewDatabase() => TestDatabase.Sqlite();
}

[TestClass]
[RequiresPostgreSql]
public sealed class PostgreSqlCrashTests : CrashTests
{
    private protected override Dictionary<string, string?> NewDatabase() => TestDatabase.PostgreSql();
}

/// <summary>The service as a process that is killed, as by <c>kill -9</c>, on each database.</summary>
public abstract class CrashTests
{
    public TestContext TestContext { get; set; } = null!;

    private const int Visitors = 6;
    private const int Epochs = 100_000; // More than the test waits for.

    private protected abstract Dictionary<string, string?> NewDatabase();

    [TestMethod]
    public async Task Kill_WhileRatingsArrive_LosesNoAcknowledgedRating()
    {
        using var folder = new DataFolderOfTest();
        var settings = NewDatabase();
        using var process = new ServingProcess(folder, settings);
        await process.StartAsync();
        var jars = Enumerable.Range(0, Visitors).Select(_ => new CookieContainer()).ToArray();
        var acknowledged = new ConcurrentDictionary<(int Visitor, string Item), double>();
        var enough = new TaskCompletionSource();

        var raters = jars.Select((jar, index) => RateUntilKilledAsync(process, jar, index, acknowledged, enough)).ToArray();
        await enough.Task;
        process.Kill();
        await Task.WhenAll(raters);
        await process.StartAsync();

        for (var index = 0; index < Visitors; index++)
        {
            var stored = (await process.Visit(jars[index]).RatingsAsync()).ToDictionary(rating => rating.Item, rating => rating.Stars);
            foreach (var ((_, item), stars) in acknowledged.Where(rating => rating.Key.Visitor == index))
                Assert.AreEqual(stars, stored[item], $"visitor {index}, item {item}");
        }
    }

    [TestMethod]
    public async Task Kill_DuringATraining_ResumesItFromTheCheckpoint()
    {
        using var folder = new DataFolderOfTest();
        using var process = new ServingProcess(folder, NewDatabase().With("Learning:Epochs", $"{Epochs}"));
        await process.StartAsync();
        var killed = await process.Visit(new()).WaitAsync(state => state.Progress > 20.0 / Epochs);
        process.Kill();

        await process.StartAsync();
        var resumed = await process.Visit(new()).WaitAsync(state => state.Progress is not null);

        // A checkpoint is written every five epochs.
        Assert.AreEqual(killed.Training!.Number, resumed.Training!.Number);
        Assert.IsGreaterThan(killed.Progress!.Value - (5.0 / Epochs), resumed.Progress!.Value);
    }

    private static async Task RateUntilKilledAsync(
        ServingProcess process,
        CookieContainer jar,
        int index,
        ConcurrentDictionary<(int Visitor, string Item), double> acknowledged,
        TaskCompletionSource enough)
    {
        var visitor = process.Visit(jar);
        try
        {
            for (var item = 1; item <= SmallRelease.Items; item++)
            {
                await visitor.RateAsync(item, (item + index) % 10 * 0.5 + 0.5);
                acknowledged[(index, $"{item}")] = (item + index) % 10 * 0.5 + 0.5;
                if (acknowledged.Count >= Visitors * SmallRelease.Items / 3)
                    enough.TrySetResult();
            }
        }
        catch (HttpRequestException)
        {
            // The process was killed, before or after it stored this rating.
        }
    }
}
