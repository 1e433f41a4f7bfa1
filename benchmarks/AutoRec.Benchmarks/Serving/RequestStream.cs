using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace AutoRec.Benchmarks;

/// <summary>
/// Sends POST /recommendations at planned times, whether earlier requests are answered or not, and measures from the planned time: a
/// service that stalls delays all requests of that time, and a client that waits would not notice.
/// </summary>
internal sealed class RequestStream(HttpClient client, IReadOnlyList<byte[]> bodies)
{
    private readonly ConcurrentBag<(TimeSpan Planned, double Milliseconds)> _answers = [];
    private readonly ConcurrentDictionary<long, bool> _models = [];
    private readonly Stopwatch _clock = new();
    private int _errors;

    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>The number of answered requests.</summary>
    public int Count => _answers.Count;

    /// <summary>The slowest request of each second, in milliseconds.</summary>
    public IReadOnlyList<double> SlowestBySecond =>
        [.. _answers.GroupBy(answer => (int)answer.Planned.TotalSeconds).OrderBy(second => second.Key)
            .Select(second => Math.Round(second.Max(answer => answer.Milliseconds), 1))];

    public ICollection<long> Models => _models.Keys;

    public int Errors => _errors;

    public string? FirstError { get; private set; }

    public async Task RunAsync(int rate, TimeSpan time, CancellationToken cancellationToken)
    {
        _clock.Start();
        var requests = new List<Task>();
        for (var n = 0; n < rate * time.TotalSeconds; n++)
        {
            var planned = TimeSpan.FromSeconds((double)n / rate);
            if (planned > _clock.Elapsed)
                await Task.Delay(planned - _clock.Elapsed, cancellationToken);
            requests.Add(SendAsync(bodies[n % bodies.Count], planned, cancellationToken));
        }

        await Task.WhenAll(requests);
    }

    /// <param name="part">The part of the requests that are faster, from 0 to 1.</param>
    public double Percentile(double part)
    {
        double[] sorted = [.. _answers.Select(answer => answer.Milliseconds).Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    private async Task SendAsync(byte[] body, TimeSpan planned, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var answer = await client.PostAsync(new Uri("/recommendations", UriKind.Relative), content, cancellationToken);
            var text = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            _answers.Add((planned, (_clock.Elapsed - planned).TotalMilliseconds));
            answer.EnsureSuccessStatusCode();
            using var document = JsonDocument.Parse(text);
            _models.TryAdd(document.RootElement.GetProperty("model").GetInt64(), true);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException)
        {
            Interlocked.Increment(ref _errors);
            FirstError ??= e.Message;
        }
    }
}
