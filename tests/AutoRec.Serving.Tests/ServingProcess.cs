using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;

namespace AutoRec.Tests;

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

    public TestVisitor Visit(CookieContainer jar)
    {
        var handler = new CookieContainerHandler(jar) { InnerHandler = new SocketsHttpHandler { UseCookies = false } };
        return new(new HttpClient(handler) { BaseAddress = Address });
    }

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
