using Microsoft.Playwright;

namespace AutoRec.Tests;

/// <summary>The service as a process, and a browser that visits its page.</summary>
internal sealed class TestBrowser : IAsyncDisposable
{
    private readonly DataFolderOfTest _folder = new();
    private readonly ServingProcess _service;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private TestBrowser() => _service = new(_folder, TestDatabase.Sqlite());

    /// <summary>Starts both, and waits until the first model is there.</summary>
    public static async Task<TestBrowser> StartAsync()
    {
        var started = new TestBrowser();
        await started._service.StartAsync();
        await started._service.Visit(new()).WaitAsync(state => state.Model is not null && state.Training is null);
        started._playwright = await Playwright.CreateAsync();
        started._browser = await started._playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = RequiresChromiumAttribute.Executable,
            Args = Environment.UserName == "root" ? ["--no-sandbox"] : [],
        });
        return started;
    }

    /// <summary>Opens the page as somebody new.</summary>
    public async Task<VisitorPage> VisitAsync(int width = 1440, ColorScheme colors = ColorScheme.Light, string view = "")
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = _service.Address.ToString(),
            ColorScheme = colors,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        var visitor = new VisitorPage(context, await context.NewPageAsync());
        await visitor.Page.GotoAsync($"/{view}");
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
        _service.Dispose();
        _folder.Dispose();
    }
}
