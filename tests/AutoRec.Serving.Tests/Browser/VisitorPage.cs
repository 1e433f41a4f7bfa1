using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AutoRec.Tests;

/// <summary>The page of a visitor with cookies of their own.</summary>
internal sealed class VisitorPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly ConcurrentQueue<string> _hosts = [];

    public VisitorPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _errors.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Request += (_, request) => _hosts.Enqueue(new Uri(request.Url).Authority);
    }

    public IPage Page { get; }

    public ILocator Entries => Page.Locator("#list .entry");

    public ILocator OwnRatings => Page.Locator("#ratings li");

    /// <summary>The errors and warnings in the console.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>The host and port of each request.</summary>
    public IReadOnlyCollection<string> Hosts => _hosts;

    public async Task<string> TextAsync(string selector) => await Page.Locator(selector).InnerTextAsync();

    public async Task<IReadOnlyList<string>> TitlesAsync() => await Entries.Locator("h3").AllInnerTextsAsync();

    /// <summary>Finds a film by its title and rates it.</summary>
    public async Task RateAsync(string title, double stars)
    {
        await Page.Locator("#search").FillAsync(title);
        await Page.Locator("#found [role=option]").First.ClickAsync();
        await RateAsync(Page.Locator("#picked"), stars);
        await Expect(Page.Locator("#ratings").GetByText(title)).ToBeVisibleAsync();
    }

    /// <summary>Rates with the stars of an element, and waits for the list of the service.</summary>
    public async Task RateAsync(ILocator element, double stars)
    {
        await Page.EvaluateAsync("performance.clearMeasures()");
        var name = stars == 1 ? "1 star" : FormattableString.Invariant($"{stars} stars");
        await element.GetByRole(AriaRole.Radio, new() { Name = name, Exact = true }).ClickAsync();
        while (await Page.EvaluateAsync<int>("performance.getEntriesByName('rating to list').length") == 0)
            await Task.Delay(20);
    }

    /// <summary>Chooses a button of the dialog "Forget me?".</summary>
    public async Task ForgetAsync(string choice)
    {
        await Page.Locator("#forget-me").ClickAsync();
        await Page.GetByText(choice).ClickAsync();
    }

    /// <summary>Changes the answers of the service on their way to the page.</summary>
    public Task ChangeAnswersAsync(string address, Action<JsonNode> change) => Page.RouteAsync(address, async route =>
    {
        var response = await route.FetchAsync();
        var answer = JsonNode.Parse(await response.TextAsync())!;
        change(answer);
        await route.FulfillAsync(new() { Response = response, Body = answer.ToJsonString() });
    });

    /// <summary>Lets requests wait until the task has ended.</summary>
    public Task HoldAsync(string address, Task end) => Page.RouteAsync(address, async route =>
    {
        await end;
        await route.ContinueAsync();
    });

    /// <summary>The milliseconds from the click to a change of the page.</summary>
    public async Task<double> MeasuredAsync(string name) =>
        await Page.EvaluateAsync<double>("name => performance.getEntriesByName(name).at(-1).duration", name);

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
