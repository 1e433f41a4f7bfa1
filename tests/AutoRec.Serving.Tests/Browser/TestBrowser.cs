using Microsoft.Playwright;

namespace AutoRec.Tests;

/// <summary>The service as a process, and a browser that visits its page; the first test in the browser starts both.</summary>
internal sealed class TestBrowser : IAsyncDisposable
{
    private static readonly Lazy<Task<TestBrowser>> Started = new(StartAsync);

    private readonly DataFolderOfTest _folder = new();
    private readonly ServingProcess _service;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private TestBrowser() => _service = new(_folder, TestDatabase.Sqlite());

    /// <summary>Opens the page as somebody new, with a trained model and no training beside.</summary>
    public static async Task<VisitorPage> VisitAsync(
        int width = 1440, ColorScheme colors = ColorScheme.Light, string view = "", bool isTouched = false)
    {
        var browser = await Started.Value;
        await browser._service.Visit(new()).WaitAsync(state => state.Model is not null && state.Training is null);
        var context = await browser._browser!.NewContextAsync(new()
        {
            BaseURL = browser._service.Address.ToString(),
            ColorScheme = colors,
            HasTouch = isTouched,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        var visitor = new VisitorPage(context, await context.NewPageAsync());
        await visitor.Page.GotoAsync($"/{view}");
        await Assertions.Expect(visitor.Entries).ToHaveCountAsync(10);
        return visitor;
    }

    public static async Task StopAsync()
    {
        if (Started.IsValueCreated)
            await (await Started.Value).DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
        _service.Dispose();
        _folder.Dispose();
    }

    private static async Task<TestBrowser> StartAsync()
    {
        var browser = new TestBrowser();
        try
        {
            await browser._service.StartAsync();
            browser._playwright = await Playwright.CreateAsync();
            browser._browser = await browser._playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = RequiresChromiumAttribute.Executable,
                Args = Environment.UserName == "root" ? ["--no-sandbox"] : [], // Chromium refuses a sandbox of root.
            });
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }
}
