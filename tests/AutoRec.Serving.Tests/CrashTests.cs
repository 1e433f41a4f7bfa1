using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AutoRec.Examples.Serving.Api;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;

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
    private const int Visitors = 6;

    private protected abstract Dictionary<string, string?> NewDatabase();

    [TestMethod]
    public async Task Kill_WhileRatingsArrive_LosesNoAcknowledgedRating()
    {
        using var folder = new DataFolderOfTest();
        var settings = NewDatabase();
        using var port = new ServingProcess(folder, settings);
        await port.StartAsync();
        var jars = Enumerable.Range(0, Visitors).Select(_ => new CookieContainer()).ToArray();
        var acknowledged = new ConcurrentDictionary<(int Visitor, string Item), double>();
        var enough = new TaskCompletionSource();

        var raters = jars.Select((jar, index) => Task.Run(() => RateUntilKilledAsync(port, jar, index, acknowledged, enough))).ToArray();
        await enough.Task;
        port.Kill();
        await Task.WhenAll(raters);
        await port.StartAsync();

        for (var index = 0; index < Visitors; index++)
        {
            var stored = (await port.Visit(jars[index]).RatingsAsync()).ToDictionary(rating => rating.Item, rating => rating.Stars);
            foreach (var ((_, item), stars) in acknowledged.Where(rating => rating.Key.Visitor == index))
                Assert.AreEqual(stars, stored[item], $"visitor {index}, item {item}");
        }
    }

    [TestMethod]
    public async Task Kill_DuringATraining_ResumesItFromTheCheckpoint()
    {
        using var folder = new DataFolderOfTest();
        using var process = new ServingProcess(folder, NewDatabase().With("Learning:Epochs", "4000"));
        await process.StartAsync();
        var killed = await process.Visit(new()).WaitAsync(state => state.Progress is > 0.02 and < 0.9);
        process.Kill();

        await process.StartAsync();
        var visitor = process.Visit(new());
        var first = await visitor.WaitAsync(state => state.Progress is not null);
        var done = await visitor.WaitAsync(state => state.Model is not null && state.Training is null);

        // A checkpoint is written every five epochs.
        Assert.IsGreaterThan(killed.Progress!.Value - (5.0 / 4000), first.Progress!.Value);
        Assert.AreEqual(1, done.Model!.Number);
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

/// <summary>The service as a process of its own.</summary>
internal sealed class ServingProcess(DataFolderOfTest folder, Dictionary<string, string?> settings) : IDisposable
{
    private Process? _process;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    /// <summary>Starts the process and waits until it answers.</summary>
    public async Task StartAsync()
    {
        using var example = new ExampleFolder("Serving");
        var start = new ProcessStartInfo(example.FindExecutable(), ["--Urls", $"{Address}"]);
        foreach (var (name, value) in ServingApp.QuickSettings(folder).Concat(settings))
            start.ArgumentList.Add($"--{name}={value}");
        _process = Process.Start(start)!;
        using var client = new HttpClient { BaseAddress = Address };
        while (!_process.HasExited)
        {
            try
            {
                await client.GetStringAsync("/health/live");
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50);
            }
        }

        Assert.Fail($"The service ended with exit code {_process.ExitCode}.");
    }

    public TestVisitor Visit(CookieContainer jar) =>
        new(new(new CookieContainerHandler(jar) { InnerHandler = new SocketsHttpHandler { UseCookies = false } }) { BaseAddress = Address });

    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is not null)
            Kill();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
