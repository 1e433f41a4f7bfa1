using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using AutoRec.Examples;

namespace AutoRec.Benchmarks;

/// <summary>examples/Serving as a process of its own, with an empty folder of data.</summary>
internal sealed class ServiceUnderLoad : IDisposable
{
    /// <summary>The items in the histories of the requests: the most rated ones.</summary>
    public const int PopularItems = 100;

    private const string Project = "examples/Serving";
    private const string AdminKey = "load";
    private const int Histories = 500;

    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestTraining = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("autorec-benchmark-").FullName;
    private readonly string? _data;
    private Process? _process;

    /// <param name="data">The folder of a MovieLens release; null for generated ratings of the size of MovieLens 100K.</param>
    public ServiceUnderLoad(string? data)
    {
        if (!Directory.Exists(Project))
            throw new UserErrorException($"There is no folder '{Project}'. Start this command in the root of the repository.");
        _data = data;
        Client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = new($"http://127.0.0.1:{FreePort()}") };
        Client.DefaultRequestHeaders.Add("X-Admin-Key", AdminKey);
    }

    public HttpClient Client { get; }

    /// <summary>Starts the service and waits until its first model answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "run", "-c", "Release", "--project", Project, "--", "--Urls", $"{Client.BaseAddress}", "--Data:Folder", _folder,
            "--Admin:Key", AdminKey, "--Limits:RequestsOfAddressPerMinute", $"{int.MaxValue}", "--Logging:LogLevel:Default", "Warning",
            "--Learning:AfterTime", "1.00:00:00", .. _data is null ? Array.Empty<string>() : ["--Data:Ratings", Path.GetFullPath(_data)],
        ];
        var start = new ProcessStartInfo("dotnet", arguments);
        if (_data is null)
            start.Environment["AUTOREC_DATA"] = ""; // Generated ratings, also where MovieLens lies.
        Console.WriteLine("Starting the service and its first training");
        _process = Process.Start(start)!;
        var clock = Stopwatch.StartNew();
        while (!await IsReadyAsync(cancellationToken))
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"The service ended with exit code {_process.ExitCode}.");
            if (clock.Elapsed > LongestStart)
                throw new InvalidOperationException($"The service was not ready after {LongestStart.TotalMinutes} minutes.");
            await Task.Delay(200, cancellationToken);
        }
    }

    /// <summary>Bodies of requests with random ratings of popular items.</summary>
    public async Task<IReadOnlyList<byte[]>> CreateHistoriesAsync(int ratings, CancellationToken cancellationToken)
    {
        using var popular = await Client.GetFromJsonAsync<JsonDocument>($"/recommendations?count={PopularItems}", cancellationToken);
        string[] items =
            [.. popular!.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("item").GetString()!)];
        var random = new Random(1);
        return [.. Enumerable.Range(0, Histories).Select(_ =>
        {
            random.Shuffle(items);
            var history = items.Take(ratings).Select(item => new { item, stars = random.Next(1, 6) });
            return JsonSerializer.SerializeToUtf8Bytes(new { history, count = 10 });
        })];
    }

    /// <summary>
    /// Has a model trained, and waits until its training has ended and another model answers. If the new one fails its trial, an earlier
    /// one, or the file of the current one, replaces it.
    /// </summary>
    public async Task TrainAndSwapAsync(CancellationToken cancellationToken)
    {
        var before = await EndedTrainingsAsync(cancellationToken);
        var (current, _) = await ModelsAsync(cancellationToken);
        using var answer = await Client.PostAsync(new Uri("/admin/trainings", UriKind.Relative), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var clock = Stopwatch.StartNew();
        while (await EndedTrainingsAsync(cancellationToken) == before)
        {
            if (clock.Elapsed > LongestTraining)
                throw new InvalidOperationException($"No training has ended in {LongestTraining.TotalMinutes} minutes.");
            await Task.Delay(200, cancellationToken);
        }

        var (next, kept) = await ModelsAsync(cancellationToken);
        if (next != current)
            return;
        var other = kept.FirstOrDefault(number => number != current, current); // The same one is loaded again, too.
        using var swap = await Client.PostAsync(new Uri($"/admin/models/{other}/current", UriKind.Relative), null, cancellationToken);
        swap.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        Client.Dispose();
        if (_process is { HasExited: false })
            _process.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<(long Current, long[] Kept)> ModelsAsync(CancellationToken cancellationToken)
    {
        using var state = await Client.GetFromJsonAsync<JsonDocument>("/models/current", cancellationToken);
        return (
            state!.RootElement.GetProperty("model").GetProperty("number").GetInt64(),
            [.. state.RootElement.GetProperty("kept").EnumerateArray().Select(number => number.GetInt64())]);
    }

    private async Task<int> EndedTrainingsAsync(CancellationToken cancellationToken)
    {
        using var trainings = await Client.GetFromJsonAsync<JsonDocument>("/models", cancellationToken);
        return trainings!.RootElement.EnumerateArray().Count(training => training.GetProperty("ended").ValueKind != JsonValueKind.Null);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
