using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AutoRec.Tests.Downloads;

/// <summary>An HTTP server on this machine whose answers are written byte by byte, so that they may be wrong.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<LocalRequest, Task> _answer;

    public LocalServer(Func<LocalRequest, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>The requests, such as <c>/a.zip</c>, or <c>/a.zip from 10</c> for those that continue.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var request = await LocalRequest.ReadAsync(client.GetStream(), _stop.Token);
                Requests.Enqueue(request.From is { } from ? $"{request.Path} from {from}" : request.Path);
                await _answer(request);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The client has gone, or the test is over.
            }
        }
    }
}

/// <summary>A request, and the answer to it. The connection ends with the answer.</summary>
internal sealed class LocalRequest(string path, long? from, Stream stream, CancellationToken stop)
{
    public string Path { get; } = path;

    /// <summary>The first byte that is wanted; null for the whole file.</summary>
    public long? From { get; } = from;

    public static async Task<LocalRequest> ReadAsync(Stream stream, CancellationToken stop)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var path = (await reader.ReadLineAsync(stop))!.Split(' ')[1];
        long? from = null;
        while (await reader.ReadLineAsync(stop) is { Length: > 0 } line)
        {
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = long.Parse(line["Range: bytes=".Length..].TrimEnd('-'));
        }

        return new(path, from, stream, stop);
    }

    /// <summary>Sends the file, or the part of it that is wanted, as a server should.</summary>
    public async Task SendFileAsync(byte[] file)
    {
        if (From >= file.Length)
            await SendAsync("416 Range Not Satisfiable", [$"Content-Range: bytes */{file.Length}", "Content-Length: 0"]);
        else if (From is { } from)
            await SendPartAsync(file, (int)from, file.Length);
        else
            await SendAsync("200 OK", [$"Content-Length: {file.Length}"], file);
    }

    /// <summary>Declares all bytes from a place on, and sends those before another one.</summary>
    public Task SendPartAsync(byte[] file, int from, int to) => SendAsync(
        from == 0 ? "200 OK" : "206 Partial Content",
        [$"Content-Range: bytes {from}-{file.Length - 1}/{file.Length}", $"Content-Length: {file.Length - from}"],
        file[from..to]);

    public async Task SendAsync(string status, string[] headers, byte[]? body = null)
    {
        var head = string.Join("\r\n", [$"HTTP/1.1 {status}", .. headers, "Connection: close", "", ""]);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), stop);
        await stream.WriteAsync(body ?? [], stop);
        await stream.FlushAsync(stop);
    }

    /// <summary>Sends nothing until the test ends.</summary>
    public Task StallAsync() => Task.Delay(Timeout.Infinite, stop);
}
